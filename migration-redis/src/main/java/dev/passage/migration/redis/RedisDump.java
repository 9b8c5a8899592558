package dev.passage.migration.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** A session as the server itself writes it, with what says how new it is and until when it lives, all of one moment. */
record RedisDump(HashFields note, HashFields times, Optional<byte[]> entryDump, Optional<byte[]> noteDump) {
    private static final List<String> HEAD = List.of(
            RedisLayout.NUMBER, RedisLayout.LOT, RedisLayout.EXPIRES, RedisLayout.DELETED, RedisLayout.ACCESSED);

    /** How many commands ask for it. */
    static int commands(RedisLayout layout, RedisScan.Found found) {
        return layout.isOneKey() || found.deletedOnly() ? 2 : 4;
    }

    /** What the server is asked, with no other command between. */
    static List<CommandArguments> commands(RedisEntries source, RedisScan.Found found) {
        List<byte[]> keys = source.keys(found.id());
        byte[] entry = keys.get(0);
        byte[] note = keys.get(1);
        List<String> times = source.layout().times();
        if (source.layout().isOneKey()) {
            return List.of(
                    fields(entry, Stream.concat(HEAD.stream(), times.stream()).toList()), dump(entry));
        }
        return found.deletedOnly()
                ? List.of(fields(note, HEAD), dump(note))
                : List.of(fields(note, HEAD), fields(entry, times), dump(entry), dump(note));
    }

    /**
     * Reads the answers; empty when there is no session, or only the mark of a deleted one was asked for and there is none. An
     * {@link IllegalArgumentException} says that something else stands there.
     */
    static Optional<RedisDump> of(RedisLayout layout, RedisScan.Found found, List<?> answers) {
        if (answers.stream().anyMatch(JedisDataException.class::isInstance)) {
            throw new IllegalArgumentException(RedisEntries.FOREIGN);
        }
        List<?> head = (List<?>) answers.get(0);
        HashFields note = HashFields.named(HEAD, head);
        boolean deleted = note.has(RedisLayout.DELETED);
        RedisDump dump;
        if (layout.isOneKey()) {
            HashFields times = HashFields.named(layout.times(), head.subList(HEAD.size(), head.size()));
            dump = new RedisDump(note, times, bytes(answers.get(1)), Optional.empty());
        } else if (found.deletedOnly()) {
            dump = new RedisDump(note, new HashFields(), Optional.empty(), bytes(answers.get(1)));
        } else {
            HashFields times = HashFields.named(layout.times(), (List<?>) answers.get(1));
            dump = new RedisDump(note, times, bytes(answers.get(2)), bytes(answers.get(3)));
        }
        return deleted || dump.entryDump.isPresent() ? Optional.of(dump) : Optional.empty();
    }

    boolean isDeleted() {
        return note.has(RedisLayout.DELETED);
    }

    private static CommandArguments fields(byte[] key, List<String> names) {
        List<byte[]> fields = new ArrayList<>();
        names.forEach(name -> fields.add(HashFields.bytes(name)));
        return new CommandArguments(Protocol.Command.HMGET).add(key).addObjects(fields);
    }

    private static CommandArguments dump(byte[] key) {
        return new CommandArguments(Protocol.Command.DUMP).add(key);
    }

    private static Optional<byte[]> bytes(Object dump) {
        return Optional.ofNullable((byte[]) dump);
    }
}
