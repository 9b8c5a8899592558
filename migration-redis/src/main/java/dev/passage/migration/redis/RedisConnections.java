package dev.passage.migration.redis;

import dev.passage.migration.failure.SessionStoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Talks to one server, and says in our words what goes wrong. The one class that builds a client. */
final class RedisConnections implements AutoCloseable {
    private static final Map<String, String> PROBLEMS = Map.of(
            "OOM", "it is out of memory",
            "READONLY", "it is a replica, which takes no writes",
            "NOAUTH", "it wants a password",
            "WRONGPASS", "it does not accept user and password",
            "NOPERM", "the user may not run a command that is needed",
            "LOADING", "it is still loading its data",
            "MISCONF", "it takes no writes because it cannot save them",
            "NOREPLICAS", "it takes no writes because it has too few replicas",
            "MASTERDOWN", "it is a replica that has lost its master");

    private final String name;
    private final RedisClient client;

    private RedisConnections(String name, RedisClient client) {
        this.name = name;
        this.client = client;
    }

    static RedisConnections to(RedisAddress address, String name, int maximumConnections) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .resp2()
                .timeoutMillis(Math.toIntExact(address.timeout().toMillis()))
                .database(address.database());
        if (address.isTls()) {
            config.sslOptions(SslOptions.defaults());
        }
        address.password()
                .ifPresent(secret -> config.credentialsProvider(
                        () -> new DefaultRedisCredentials(address.user().orElse("default"), secret.get())));
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(maximumConnections);
        pool.setMaxIdle(maximumConnections);
        pool.setMaxWait(address.timeout());
        RedisClient client = RedisClient.builder()
                .hostAndPort(address.host(), address.port())
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
        return new RedisConnections(name, client);
    }

    /** Runs one script. */
    Object run(RedisCall call) {
        return run(List.of(call)).get(0);
    }

    /** Runs scripts in one round trip, each for itself; loads those that the server does not know, and runs them then. */
    List<Object> run(List<RedisCall> calls) {
        List<Object> answers = send(calls);
        List<Integer> unknown = new ArrayList<>();
        for (int place = 0; place < answers.size(); place++) {
            if (answers.get(place) instanceof JedisNoScriptException) {
                unknown.add(place);
            }
        }
        if (!unknown.isEmpty()) {
            load(unknown.stream().map(calls::get).map(RedisCall::script).toList());
            List<Object> later = send(unknown.stream().map(calls::get).toList());
            for (int place = 0; place < later.size(); place++) {
                answers.set(unknown.get(place), later.get(place));
            }
        }
        for (Object answer : answers) {
            if (answer instanceof JedisDataException refused) {
                throw failed(refused);
            }
        }
        return answers;
    }

    /**
     * Runs commands in one round trip, and those of each list with no other command between. The answer to a command that was refused
     * for what its key holds is a {@link JedisDataException}.
     */
    List<List<?>> together(List<List<CommandArguments>> lists) {
        return asked(jedis -> {
            List<Response<Object>> ends = new ArrayList<>(lists.size());
            try (Pipeline pipeline = jedis.pipelined()) {
                for (List<CommandArguments> commands : lists) {
                    pipeline.sendCommand(new CommandArguments(Protocol.Command.MULTI));
                    commands.forEach(pipeline::sendCommand);
                    ends.add(pipeline.sendCommand(new CommandArguments(Protocol.Command.EXEC)));
                }
                pipeline.sync();
            }
            List<List<?>> answers = new ArrayList<>(lists.size());
            ends.forEach(end -> answers.add((List<?>) end.get()));
            return answers;
        });
    }

    /**
     * Runs commands with no other between, if a field of a hash is as it must be at that moment; empty when it is not, or when the
     * server has taken none of them.
     */
    Optional<List<?>> together(
            byte[] hash, byte[] field, Predicate<Optional<byte[]>> holds, List<CommandArguments> commands) {
        return asked(jedis -> {
            try (Pipeline pipeline = jedis.pipelined()) {
                pipeline.sendCommand(new CommandArguments(Protocol.Command.WATCH).add(hash));
                Response<byte[]> value = pipeline.hget(hash, field);
                pipeline.sync();
                if (!holds.test(Optional.ofNullable(value.get()))) {
                    pipeline.sendCommand(new CommandArguments(Protocol.Command.UNWATCH));
                    return Optional.empty();
                }
                pipeline.sendCommand(new CommandArguments(Protocol.Command.MULTI));
                commands.forEach(pipeline::sendCommand);
                Response<Object> end = pipeline.sendCommand(new CommandArguments(Protocol.Command.EXEC));
                pipeline.sync();
                return answerOf(end) instanceof List<?> answers ? Optional.of(answers) : Optional.empty();
            }
        });
    }

    /** Reads a part of the keys, the first one when the server has started anew since it gave the cursor. */
    RedisKeys keys(Optional<RedisCursor> from, String pattern, int limit) {
        ScanParams pace = new ScanParams().match(pattern).count(limit);
        String start = from.map(RedisCursor::place).orElse(ScanParams.SCAN_POINTER_START);
        RedisKeys part = asked(jedis -> {
            try (Pipeline pipeline = jedis.pipelined()) {
                Response<Object> info = pipeline.sendCommand(Protocol.Command.INFO, "server");
                Response<ScanResult<byte[]>> keys = pipeline.scan(start.getBytes(StandardCharsets.US_ASCII), pace);
                pipeline.sync();
                String server = RedisServerFacts.of(text(info.get())).runId();
                return new RedisKeys(
                        new RedisCursor(server, keys.get().getCursor()),
                        keys.get().getResult());
            }
        });
        boolean restarted =
                from.isPresent() && !from.get().server().equals(part.next().server());
        return restarted ? keys(Optional.empty(), pattern, limit) : part;
    }

    RedisServerFacts facts() {
        return asked(jedis -> RedisServerFacts.of(jedis.info()));
    }

    /** Asks for anything else. */
    <T> T asked(Function<RedisClient, T> question) {
        try {
            return question.apply(client);
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private List<Object> send(List<RedisCall> calls) {
        return asked(jedis -> {
            List<Response<Object>> responses = new ArrayList<>(calls.size());
            try (Pipeline pipeline = jedis.pipelined()) {
                for (RedisCall call : calls) {
                    responses.add(pipeline.evalsha(call.script().digest(), call.keys(), call.arguments()));
                }
                pipeline.sync();
            }
            List<Object> answers = new ArrayList<>(calls.size());
            responses.forEach(response -> answers.add(answerOf(response)));
            return answers;
        });
    }

    private static Object answerOf(Response<Object> response) {
        try {
            return response.get();
        } catch (JedisDataException e) {
            return e;
        }
    }

    private void load(List<RedisScript> scripts) {
        Map<RedisScript, Boolean> each = new EnumMap<>(RedisScript.class);
        scripts.forEach(script -> each.put(script, true));
        each.keySet().forEach(script -> asked(jedis -> jedis.scriptLoad(script.text(), script.digest())));
    }

    private SessionStoreException failed(JedisException e) {
        if (e instanceof JedisConnectionException) {
            client.getPool().clear();
        }
        String said = e.getMessage() == null ? "" : e.getMessage();
        int end = said.indexOf(' ');
        String reason = e instanceof JedisDataException
                ? PROBLEMS.getOrDefault(end < 0 ? said : said.substring(0, end), "it refuses a command")
                : "it does not answer";
        return SessionStoreException.unavailable(name, reason, e);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
