package dev.passage.migration.session.memory;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Keeps sessions in this process (S1), for a host of one instance and as the source of its move to a store that several can share.
 *
 * <p>Safe for use by several threads. Nothing survives the end of the process.
 *
 * @since 0.1.0
 */
public final class InMemorySessionStore implements SessionStore {
    private final String name;
    private final long maximumBytes;
    private final TreeMap<Long, SessionEntry> byNumber = new TreeMap<>();
    private final Map<SessionId, Long> numbers = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, Map<SessionId, RepairItem>> repairs = new HashMap<>();
    private long lastNumber;

    private InMemorySessionStore(String name, long maximumBytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.maximumBytes = maximumBytes;
    }

    /**
     * Returns an empty store.
     *
     * @param name what it is called in plans and messages
     * @return the store
     */
    public static InMemorySessionStore named(String name) {
        return new InMemorySessionStore(name, Long.MAX_VALUE);
    }

    /**
     * Returns an empty store that refuses greater sessions.
     *
     * @param bytes the size of the greatest session, more than 0
     * @return the store
     * @throws IllegalArgumentException if the size is not more than 0
     */
    public InMemorySessionStore takingAtMost(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("A store that takes " + bytes + " bytes takes nothing.");
        }
        return new InMemorySessionStore(name, bytes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Fencing fencing() {
        return Fencing.ENFORCED;
    }

    @Override
    public OptionalLong maximumBytes() {
        return maximumBytes == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(maximumBytes);
    }

    @Override
    public void open() {}

    @Override
    public synchronized Optional<SessionEntry> get(SessionId id) {
        return Optional.ofNullable(numbers.get(id)).map(byNumber::get);
    }

    @Override
    public synchronized PutOutcome putIfNewer(SessionEntry entry, SessionFence fence) {
        if (entry.bytes() > maximumBytes) {
            throw SessionStoreException.refused(
                    name,
                    entry.id().fingerprint(),
                    "it has " + entry.bytes() + " bytes, and " + maximumBytes + " is the most");
        }
        if (isOvertaken(fence)) {
            return PutOutcome.FENCED;
        }
        if (get(entry.id()).filter(there -> !entry.isNewerThan(there)).isPresent()) {
            return PutOutcome.NOT_NEWER;
        }
        byNumber.put(numbers.computeIfAbsent(entry.id(), added -> ++lastNumber), entry);
        return PutOutcome.STORED;
    }

    @Override
    public synchronized SessionPage scan(Optional<String> cursor, int limit) {
        List<SessionEntry> entries = new ArrayList<>();
        long last = cursor.map(Long::parseLong).orElse(0L);
        for (Map.Entry<Long, SessionEntry> entry : byNumber.tailMap(last, false).entrySet()) {
            if (entries.size() == limit) {
                return new SessionPage(entries, List.of(), Optional.of(Long.toString(last)));
            }
            entries.add(entry.getValue());
            last = entry.getKey();
        }
        return new SessionPage(entries, List.of(), Optional.empty());
    }

    @Override
    public synchronized boolean forget(Collection<SessionId> ids, SessionFence fence) {
        if (isOvertaken(fence)) {
            return false;
        }
        ids.forEach(this::remove);
        return true;
    }

    @Override
    public synchronized int purgeExpired(Instant now, int limit) {
        List<SessionId> expired = byNumber.values().stream()
                .filter(entry -> entry.isExpiredAt(now))
                .limit(limit)
                .map(SessionEntry::id)
                .toList();
        expired.forEach(this::remove);
        return expired.size();
    }

    @Override
    public synchronized void raise(SessionFence fence) {
        epochs.merge(fence.scope(), fence.epoch(), Math::max);
    }

    @Override
    public synchronized PutOutcome addRepair(RepairItem item, SessionFence fence) {
        if (isOvertaken(fence)) {
            return PutOutcome.FENCED;
        }
        repairs.computeIfAbsent(fence.scope(), scope -> new LinkedHashMap<>()).put(item.id(), item);
        return PutOutcome.STORED;
    }

    @Override
    public synchronized List<RepairItem> repairs(String scope, int limit) {
        return repairs.getOrDefault(scope, Map.of()).values().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void removeRepairs(String scope, Collection<RepairItem> items) {
        Map<SessionId, RepairItem> noted = repairs.getOrDefault(scope, Map.of());
        items.stream().filter(item -> item.equals(noted.get(item.id()))).forEach(item -> noted.remove(item.id()));
    }

    private void remove(SessionId id) {
        Long number = numbers.remove(id);
        if (number != null) {
            byNumber.remove(number);
        }
    }

    private boolean isOvertaken(SessionFence fence) {
        return !fence.isNone() && epochs.getOrDefault(fence.scope(), 0L) > fence.epoch();
    }
}
