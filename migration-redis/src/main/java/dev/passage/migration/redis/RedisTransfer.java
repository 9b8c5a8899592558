package dev.passage.migration.redis;

import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionTransfer;
import dev.passage.migration.session.SessionVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies a part of the sessions of one server to another as the server itself writes them, by DUMP and RESTORE. */
final class RedisTransfer {
    private static final List<String> HEAD = List.of(
            RedisLayout.NUMBER, RedisLayout.LOT, RedisLayout.EXPIRES, RedisLayout.DELETED, RedisLayout.ACCESSED);
    private static final byte[] NOTHING = new byte[0];

    private final RedisEntries source;
    private final RedisEntries target;
    private final Instant now;
    private final SessionFence fence;
    private final List<SessionId> ids = new ArrayList<>();
    private final List<RedisCall> calls = new ArrayList<>();
    private final List<SessionFault> faults = new ArrayList<>();
    private long read;
    private long expired;

    RedisTransfer(RedisEntries source, RedisEntries target, Instant now, SessionFence fence) {
        this.source = source;
        this.target = target;
        this.now = now;
        this.fence = fence;
    }

    /** Copies a part; empty when the target does not take such dumps. */
    Optional<SessionTransfer> transfer(Optional<String> cursor, int limit) {
        RedisScan scan = source.scan(cursor, limit);
        faults.addAll(scan.faults());
        collect(scan.found());
        List<Object> answers =
                calls.isEmpty() ? List.of() : target.connections().run(calls);
        long stored = 0;
        boolean fenced = false;
        for (int place = 0; place < answers.size(); place++) {
            switch (RedisAnswer.of(answers.get(place))) {
                case STORED -> stored++;
                case NOT_NEWER -> {}
                case FENCED -> fenced = true;
                case FOREIGN -> faults.add(new SessionFault(ids.get(place), RedisEntries.FOREIGN));
                case REFUSED -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new SessionTransfer(scan.next(), read, stored, expired, fenced, faults));
    }

    private void collect(List<RedisScan.Found> found) {
        List<RedisCall> dumps = found.stream().map(this::dump).toList();
        List<Object> answers =
                dumps.isEmpty() ? List.of() : source.connections().run(dumps);
        for (int place = 0; place < answers.size(); place++) {
            SessionId id = found.get(place).id();
            try {
                collect(id, answers.get(place));
            } catch (IllegalArgumentException e) {
                faults.add(new SessionFault(id, String.valueOf(e.getMessage())));
            }
        }
    }

    private RedisCall dump(RedisScan.Found found) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(RedisEntries.flag(found.deletedOnly()));
        source.layout().times().forEach(field -> arguments.add(HashFields.bytes(field)));
        return new RedisCall(RedisScript.DUMP, source.keys(found.id()), arguments);
    }

    private void collect(SessionId id, Object answer) {
        if (!(answer instanceof List<?> parts)) {
            throw new IllegalArgumentException(RedisEntries.FOREIGN);
        }
        HashFields note = fields(HEAD, (List<?>) parts.get(0));
        boolean deleted = note.has(RedisLayout.DELETED);
        if (parts.get(2) == null && !deleted) {
            return;
        }
        read++;
        Instant expiresAt = deleted
                ? Instant.ofEpochMilli(note.number(RedisLayout.EXPIRES))
                : source.layout().expiry(note, fields(source.layout().times(), (List<?>) parts.get(1)));
        if (!expiresAt.isAfter(now)) {
            expired++;
            return;
        }
        SessionVersion version = note.has(RedisLayout.NUMBER) ? RedisLayout.version(note) : SessionVersion.UNKNOWN;
        List<byte[]> arguments = RedisEntries.fence(fence);
        arguments.add(RedisEntries.digits(version.number()));
        arguments.add(RedisEntries.digits(version.lot()));
        arguments.add(RedisEntries.flag(deleted));
        arguments.add(RedisEntries.expiry(expiresAt));
        arguments.add(payload(parts.get(2)));
        arguments.add(payload(parts.get(3)));
        ids.add(id);
        calls.add(new RedisCall(RedisScript.RESTORE, target.fencedKeys(id), arguments));
    }

    private static HashFields fields(List<String> names, List<?> values) {
        HashFields fields = new HashFields();
        for (int place = 0; place < Math.min(names.size(), values.size()); place++) {
            if (values.get(place) instanceof byte[] value) {
                fields.with(names.get(place), value);
            }
        }
        return fields;
    }

    private static byte[] payload(Object dump) {
        return dump instanceof byte[] bytes ? bytes : NOTHING;
    }
}
