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
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Copies a part of the sessions of one server to another as the server itself writes them, by DUMP and RESTORE. */
final class RedisTransfer {
    /** How many sessions a server works on at a time: enough to be quick, and few enough that its other callers do not notice. */
    private static final int GROUP = 100;

    private static final int EXPIRY = 3;
    private static final int SESSION = 4;

    private static final byte[] NOTHING = new byte[0];

    private final RedisEntries source;
    private final RedisEntries target;
    private final Instant now;
    private final SessionFence fence;
    private final List<Restore> restores = new ArrayList<>();
    private final List<SessionFault> faults = new ArrayList<>();
    private long read;
    private long stored;
    private long expired;
    private boolean fenced;

    RedisTransfer(RedisEntries source, RedisEntries target, Instant now, SessionFence fence) {
        this.source = source;
        this.target = target;
        this.now = now;
        this.fence = fence;
    }

    /** What the script is told of one session. */
    private record Restore(SessionId id, List<byte[]> arguments) {}

    /** Copies a part; empty when the target does not take such dumps. */
    Optional<SessionTransfer> transfer(Optional<String> cursor, int limit) {
        RedisScan scan = source.scan(cursor, limit);
        faults.addAll(scan.faults());
        dump(scan.found());
        return restore()
                ? Optional.of(new SessionTransfer(scan.next(), read, stored, expired, fenced, faults))
                : Optional.empty();
    }

    private void dump(List<RedisScan.Found> found) {
        List<List<RedisScan.Found>> groups = groups(found);
        List<List<?>> answers = source.connections()
                .together(groups.stream().map(this::commands).toList());
        for (int group = 0; group < groups.size(); group++) {
            int next = 0;
            for (RedisScan.Found each : groups.get(group)) {
                int count = RedisDump.commands(source.layout(), each);
                dump(each, answers.get(group).subList(next, next + count));
                next += count;
            }
        }
    }

    private List<CommandArguments> commands(List<RedisScan.Found> found) {
        return found.stream()
                .flatMap(each -> RedisDump.commands(source, each).stream())
                .toList();
    }

    private void dump(RedisScan.Found found, List<?> answers) {
        try {
            RedisDump.of(source.layout(), found, answers).ifPresent(dump -> collect(found.id(), dump));
        } catch (IllegalArgumentException e) {
            faults.add(new SessionFault(found.id(), String.valueOf(e.getMessage())));
        }
    }

    private void collect(SessionId id, RedisDump dump) {
        read++;
        HashFields note = dump.note();
        Instant expiresAt = dump.isDeleted()
                ? Instant.ofEpochMilli(note.number(RedisLayout.EXPIRES))
                : source.layout().expiry(note, dump.times());
        if (!expiresAt.isAfter(now)) {
            expired++;
            return;
        }
        SessionVersion version = note.has(RedisLayout.NUMBER) ? RedisLayout.version(note) : SessionVersion.UNKNOWN;
        restores.add(new Restore(
                id,
                List.of(
                        RedisEntries.digits(version.number()),
                        RedisEntries.digits(version.lot()),
                        RedisEntries.flag(dump.isDeleted()),
                        RedisEntries.expiry(expiresAt),
                        dump.entryDump().orElse(NOTHING),
                        dump.noteDump().orElse(NOTHING))));
    }

    /** Tells whether the target takes such dumps. */
    private boolean restore() {
        List<Restore> left = target.layout().isOneKey() ? restoreWhatIsNew() : restores;
        List<List<Restore>> groups = groups(left);
        List<Object> answers =
                target.connections().run(groups.stream().map(this::restoreCall).toList());
        for (int group = 0; group < groups.size(); group++) {
            if (!(answers.get(group) instanceof List<?> each)) {
                fenced = true;
                continue;
            }
            for (int place = 0; place < each.size(); place++) {
                switch (RedisAnswer.of(each.get(place))) {
                    case STORED -> stored++;
                    case FOREIGN ->
                        faults.add(new SessionFault(groups.get(group).get(place).id(), RedisEntries.FOREIGN));
                    case REFUSED -> {
                        return false;
                    }
                    default -> {}
                }
            }
        }
        return true;
    }

    /** Restores, in about half the time that a script takes, what the target does not have yet; returns what is left to the script. */
    private List<Restore> restoreWhatIsNew() {
        List<Restore> left = new ArrayList<>();
        for (List<Restore> group : groups(restores)) {
            Optional<List<?>> answers = target.connections()
                    .together(
                            target.fenceKey(),
                            HashFields.bytes(fence.scope()),
                            this::isCurrent,
                            group.stream().map(this::restoreCommand).toList());
            for (int place = 0; place < group.size(); place++) {
                if (answers.isPresent() && !(answers.get().get(place) instanceof JedisDataException)) {
                    stored++;
                } else {
                    left.add(group.get(place));
                }
            }
        }
        return left;
    }

    private boolean isCurrent(Optional<byte[]> seen) {
        return seen.map(HashFields::text).map(Long::parseLong).orElse(0L) <= fence.epoch();
    }

    private CommandArguments restoreCommand(Restore restore) {
        return new CommandArguments(Protocol.Command.RESTORE)
                .add(target.keys(restore.id()).get(0))
                .add(restore.arguments().get(EXPIRY))
                .add(restore.arguments().get(SESSION))
                .add("ABSTTL");
    }

    private RedisCall restoreCall(List<Restore> each) {
        List<byte[]> keys = new ArrayList<>();
        List<byte[]> arguments = RedisEntries.fence(fence);
        keys.add(target.fenceKey());
        for (Restore restore : each) {
            keys.addAll(target.keys(restore.id()));
            arguments.addAll(restore.arguments());
        }
        return new RedisCall(RedisScript.RESTORE, keys, arguments);
    }

    private static <T> List<List<T>> groups(List<T> all) {
        List<List<T>> groups = new ArrayList<>();
        for (int from = 0; from < all.size(); from += GROUP) {
            groups.add(all.subList(from, Math.min(all.size(), from + GROUP)));
        }
        return groups;
    }
}
