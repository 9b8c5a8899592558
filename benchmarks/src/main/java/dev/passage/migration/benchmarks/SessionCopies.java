package dev.passage.migration.benchmarks;

import dev.passage.migration.redis.RedisAddress;
import dev.passage.migration.redis.RedisLayout;
import dev.passage.migration.redis.RedisSessionStore;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTransfer;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.testkit.redis.RedisRelease;
import dev.passage.migration.testkit.redis.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.RestoreParams;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * How fast sessions are copied from one Redis to another, beside a plain pipelined loop over SCAN, DUMP and RESTORE that knows
 * neither versions nor fences, in turn and with the same batches (S4).
 */
final class SessionCopies {
    private static final int SESSIONS = 50_000;
    private static final int BATCH = 100;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 7;
    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final RedisLayout OURS = RedisLayout.passage("benchmark");

    private final TestRedis from;
    private final TestRedis to;

    private SessionCopies(TestRedis from, TestRedis to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Measures and prints.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (TestRedis from = TestRedis.started(RedisRelease.NEWER, "appendonly", "no");
                TestRedis to = TestRedis.started(RedisRelease.NEWER, "appendonly", "no")) {
            new SessionCopies(from, to).measure();
        }
    }

    private void measure() {
        try (RedisSessionStore source = store("from", from);
                RedisSessionStore target = store("to", to);
                RedisClient plainSource = client(from);
                RedisClient plainTarget = client(to)) {
            fill(source);
            double[] plain = new double[ROUNDS];
            double[] ours = new double[ROUNDS];
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                plainTarget.flushAll();
                double plainly = perSecond(() -> copyPlainly(plainSource, plainTarget));
                plainTarget.flushAll();
                double here = perSecond(() -> copy(source, target));
                if (round >= 0) {
                    plain[round] = plainly;
                    ours[round] = here;
                }
            }
            System.out.println("| copy of " + SESSIONS + " sessions, batches of " + BATCH + " | sessions/s |");
            System.out.println("|---|--:|");
            System.out.printf(Locale.ENGLISH, "| plain SCAN + DUMP + RESTORE | %,.0f |%n", median(plain));
            System.out.printf(Locale.ENGLISH, "| RedisSessionStore | %,.0f |%n", median(ours));
            System.out.printf(
                    Locale.ENGLISH, "figure sessions.copy.ratio = %.2f (bound >= 0.7)%n", median(ours) / median(plain));
        }
    }

    private static RedisSessionStore store(String name, TestRedis redis) {
        return RedisSessionStore.named(name, RedisAddress.of(HOST, redis.port()).withTimeout(PATIENCE))
                .layout(OURS)
                .build();
    }

    private static RedisClient client(TestRedis redis) {
        return RedisClient.builder()
                .hostAndPort(HOST, redis.port())
                .clientConfig(DefaultJedisClientConfig.builder()
                        .resp2()
                        .timeoutMillis((int) PATIENCE.toMillis())
                        .build())
                .build();
    }

    private static void fill(RedisSessionStore source) {
        Random chance = new Random(1);
        Instant now = Clock.systemUTC().instant();
        List<SessionEntry> batch = new ArrayList<>();
        for (int number = 0; number < SESSIONS; number++) {
            byte[] cart = new byte[300 + chance.nextInt(400)];
            chance.nextBytes(cart);
            batch.add(Session.starting(
                            SessionId.of("session-" + number), SessionBytes.EMPTY, now, now.plusSeconds(86_400))
                    .withAttributes(Map.of(
                            "cart",
                            SessionBytes.of(cart),
                            "user",
                            SessionBytes.ofText("user " + chance.nextInt(9_999))))
                    .withVersion(new SessionVersion(1, number)));
            if (batch.size() == BATCH) {
                source.putAllIfNewer(batch, SessionFence.NONE);
                batch.clear();
            }
        }
    }

    private static long copy(RedisSessionStore source, RedisSessionStore target) {
        Instant now = Clock.systemUTC().instant();
        SessionFence fence = new SessionFence("web", 1);
        long stored = 0;
        Optional<String> cursor = Optional.empty();
        do {
            SessionTransfer part = target.pull(source, cursor, BATCH, now, fence);
            stored += part.stored();
            cursor = part.next();
        } while (cursor.isPresent());
        return stored;
    }

    private static long copyPlainly(RedisClient source, RedisClient target) {
        ScanParams pace = new ScanParams().match("benchmark:session:*").count(BATCH);
        RestoreParams replacing = new RestoreParams().replace();
        long stored = 0;
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<byte[]> part = source.scan(cursor.getBytes(StandardCharsets.US_ASCII), pace);
            List<Response<byte[]>> dumps = new ArrayList<>();
            List<Response<Long>> lives = new ArrayList<>();
            try (Pipeline pipeline = source.pipelined()) {
                for (byte[] key : part.getResult()) {
                    dumps.add(pipeline.dump(key));
                    lives.add(pipeline.pttl(key));
                }
            }
            try (Pipeline pipeline = target.pipelined()) {
                for (int place = 0; place < dumps.size(); place++) {
                    pipeline.restore(
                            part.getResult().get(place),
                            lives.get(place).get(),
                            dumps.get(place).get(),
                            replacing);
                }
            }
            stored += dumps.size();
            cursor = part.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return stored;
    }

    private static double perSecond(LongSupplier copy) {
        long begun = System.nanoTime();
        long copied = copy.getAsLong();
        if (copied < SESSIONS) {
            throw new IllegalStateException("Only " + copied + " of " + SESSIONS + " sessions were copied.");
        }
        return copied * 1e9 / (System.nanoTime() - begun);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
