package dev.passage.migration.redis;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionTouch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads and writes what is held under an id. */
final class RedisEntries {
    /** A key that holds something else than a session. */
    static final String FOREIGN = "its key holds something that is no session";

    private static final byte[] YES = HashFields.bytes("1");
    private static final byte[] NO = new byte[0];
    private static final byte[] NEVER = HashFields.bytes("0");

    private final String store;
    private final RedisLayout layout;
    private final RedisConnections connections;

    RedisEntries(String store, RedisLayout layout, RedisConnections connections) {
        this.store = store;
        this.layout = layout;
        this.connections = connections;
    }

    RedisLayout layout() {
        return layout;
    }

    RedisConnections connections() {
        return connections;
    }

    List<SessionEntry> read(List<SessionId> ids) {
        List<RedisScan.Found> wanted =
                ids.stream().map(id -> new RedisScan.Found(id, false)).toList();
        SessionPage page = read(new RedisScan(wanted, List.of(), Optional.empty()));
        if (!page.unreadable().isEmpty()) {
            SessionFault fault = page.unreadable().get(0);
            throw SessionStoreException.refused(store, fault.id().fingerprint(), fault.reason());
        }
        return page.entries();
    }

    SessionPage read(RedisScan scan) {
        List<RedisCall> calls = scan.found().stream()
                .map(found -> new RedisCall(RedisScript.READ, keys(found.id()), List.of(flag(found.deletedOnly()))))
                .toList();
        List<Object> answers = calls.isEmpty() ? List.of() : connections.run(calls);
        List<SessionEntry> entries = new ArrayList<>();
        List<SessionFault> faults = new ArrayList<>(scan.faults());
        for (int place = 0; place < answers.size(); place++) {
            SessionId id = scan.found().get(place).id();
            try {
                entry(id, answers.get(place)).ifPresent(entries::add);
            } catch (IllegalArgumentException e) {
                faults.add(new SessionFault(id, String.valueOf(e.getMessage())));
            }
        }
        return new SessionPage(entries, faults, scan.next());
    }

    RedisScan scan(Optional<String> cursor, int limit) {
        return RedisScan.of(connections.keys(cursor.flatMap(RedisCursor::parse), layout.pattern(), limit), layout);
    }

    List<PutOutcome> put(List<SessionEntry> newer, SessionFence fence) {
        List<RedisCall> calls =
                newer.stream().map(entry -> putCall(entry, fence)).toList();
        return calls.isEmpty()
                ? List.of()
                : outcomes(newer.stream().map(SessionEntry::id).toList(), calls);
    }

    PutOutcome touch(SessionTouch touch, SessionFence fence) {
        SessionHashes hashes = layout.write(touch);
        List<byte[]> arguments = fence(fence);
        arguments.add(digits(touch.base().number()));
        arguments.add(digits(touch.base().lot()));
        arguments.add(expiry(touch.expiresAt()));
        addTo(arguments, hashes);
        return outcomes(
                        List.of(touch.id()),
                        List.of(new RedisCall(RedisScript.TOUCH, fencedKeys(touch.id()), arguments)))
                .get(0);
    }

    boolean forget(Collection<SessionId> ids, SessionFence fence) {
        List<SessionId> each = List.copyOf(ids);
        List<RedisCall> calls = each.stream()
                .map(id -> new RedisCall(RedisScript.FORGET, fencedKeys(id), fence(fence)))
                .toList();
        return calls.isEmpty() || !outcomes(each, calls).contains(PutOutcome.FENCED);
    }

    List<byte[]> keys(SessionId id) {
        return List.of(HashFields.bytes(layout.entryKey(id.value())), HashFields.bytes(layout.noteKey(id.value())));
    }

    byte[] fenceKey() {
        return HashFields.bytes(layout.fenceKey());
    }

    private List<byte[]> fencedKeys(SessionId id) {
        List<byte[]> keys = new ArrayList<>(keys(id));
        keys.add(fenceKey());
        return keys;
    }

    static List<byte[]> fence(SessionFence fence) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(HashFields.bytes(fence.scope()));
        arguments.add(digits(fence.epoch()));
        return arguments;
    }

    static byte[] expiry(Instant at) {
        return at.isBefore(Session.NEVER) ? digits(Math.max(1, at.toEpochMilli())) : NEVER;
    }

    static byte[] digits(long number) {
        return HashFields.bytes(Long.toString(number));
    }

    static byte[] flag(boolean on) {
        return on ? YES : NO;
    }

    private RedisCall putCall(SessionEntry entry, SessionFence fence) {
        List<byte[]> arguments = fence(fence);
        arguments.add(digits(entry.version().number()));
        arguments.add(digits(entry.version().lot()));
        arguments.add(flag(entry.isTombstone()));
        arguments.add(expiry(entry.expiresAt()));
        addTo(arguments, layout.writeEntry(entry));
        return new RedisCall(RedisScript.PUT, fencedKeys(entry.id()), arguments);
    }

    private static void addTo(List<byte[]> arguments, SessionHashes hashes) {
        List<byte[]> note = hashes.note().flat();
        arguments.add(digits(note.size()));
        arguments.addAll(note);
        arguments.addAll(hashes.entry().flat());
    }

    private List<PutOutcome> outcomes(List<SessionId> ids, List<RedisCall> calls) {
        List<Object> answers = connections.run(calls);
        List<PutOutcome> outcomes = new ArrayList<>(answers.size());
        for (int place = 0; place < answers.size(); place++) {
            SessionId id = ids.get(place);
            outcomes.add(RedisAnswer.of(answers.get(place))
                    .outcome()
                    .orElseThrow(() -> SessionStoreException.refused(store, id.fingerprint(), FOREIGN)));
        }
        return outcomes;
    }

    private Optional<SessionEntry> entry(SessionId id, Object answer) {
        if (!(answer instanceof List<?> hashes)) {
            throw new IllegalArgumentException(FOREIGN);
        }
        return layout.readEntry(id, HashFields.of((List<?>) hashes.get(0)), HashFields.of((List<?>) hashes.get(1)));
    }
}
