package dev.passage.migration.redis;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionTransfer;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sessions in one Redis server, 6.2 or newer, with its replicas (S1).
 *
 * <pre>{@code
 * RedisSessionStore sessions = RedisSessionStore.named("redis sessions", RedisAddress.of("cache.example", 6379))
 *         .layout(RedisLayout.springSession("spring:session", SpringNumbers.SERIALIZED))
 *         .build();
 * }</pre>
 *
 * <p>Each write is a script of the server, in which the check of fence and version and the write are one (X2). Sessions expire by
 * themselves, at the instant that they carry. A copy from another such store of the same layout takes no session apart: it goes by
 * DUMP and RESTORE, unless the target is older than the dump or has a limit of its own.
 *
 * <p>What survives a crash is what the server keeps: with {@code appendfsync always} all that was acknowledged, with the usual
 * {@code everysec} all but the last second. A cluster cannot be used, because its members have no fence in common.
 *
 * <p>Safe for use by several threads. Opens connections when they are needed.
 *
 * @since 0.1.0
 */
public final class RedisSessionStore implements SessionStore, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisSessionStore.class);

    private final String name;
    private final OptionalLong maximumBytes;
    private final RedisEntries entries;
    private final RedisRepairs repairs;
    private final RedisConnections connections;
    private volatile boolean takesDumps = true;

    private RedisSessionStore(Builder builder) {
        name = builder.name;
        maximumBytes = builder.maximumBytes;
        connections = RedisConnections.to(builder.address, name, builder.maximumConnections);
        entries = new RedisEntries(name, builder.layout, connections);
        repairs = new RedisRepairs(builder.layout, connections);
    }

    /**
     * Begins to describe a store.
     *
     * @param name what it is called in plans, reports and messages
     * @param address where the server is
     * @return a builder: our own layout under the prefix {@code passage}, up to 16 connections, no limit of its own
     */
    public static Builder named(String name, RedisAddress address) {
        return new Builder(name, address);
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
        return maximumBytes;
    }

    @Override
    public void open() {
        RedisServerFacts facts = connections.facts();
        facts.obstacle().ifPresent(obstacle -> {
            throw SessionStoreException.unavailable(name, obstacle, null);
        });
        if (facts.dropsKeys()) {
            log.atWarn()
                    .addKeyValue("store", name)
                    .log("This Redis drops keys when its memory is full, sessions that have not expired too."
                            + " Set maxmemory-policy to noeviction");
        }
    }

    @Override
    public Optional<SessionEntry> get(SessionId id) {
        return Optional.ofNullable(getAll(List.of(id)).get(id));
    }

    @Override
    public Map<SessionId, SessionEntry> getAll(Collection<SessionId> ids) {
        Map<SessionId, SessionEntry> found = new LinkedHashMap<>();
        entries.read(List.copyOf(ids)).forEach(entry -> found.put(entry.id(), entry));
        return found;
    }

    @Override
    public PutOutcome putIfNewer(SessionEntry entry, SessionFence fence) {
        return putAllIfNewer(List.of(entry), fence).get(0);
    }

    @Override
    public List<PutOutcome> putAllIfNewer(List<SessionEntry> newer, SessionFence fence) {
        maximumBytes.ifPresent(most -> newer.stream()
                .filter(entry -> entry.bytes() > most)
                .findFirst()
                .ifPresent(entry -> {
                    throw SessionStoreException.refused(
                            name,
                            entry.id().fingerprint(),
                            "it has " + entry.bytes() + " bytes, and " + most + " is the limit");
                }));
        return entries.put(newer, fence);
    }

    @Override
    public PutOutcome touch(SessionTouch touch, SessionFence fence) {
        return entries.touch(touch, fence);
    }

    @Override
    public SessionPage scan(Optional<String> cursor, int limit) {
        RedisScan scan = entries.scan(cursor, limit);
        return entries.read(scan);
    }

    @Override
    public SessionTransfer pull(
            SessionStore source, Optional<String> cursor, int limit, Instant now, SessionFence fence) {
        if (takesDumps
                && maximumBytes.isEmpty()
                && source instanceof RedisSessionStore other
                && other.layout().writesLike(layout())) {
            Optional<SessionTransfer> done =
                    new RedisTransfer(other.entries, entries, now, fence).transfer(cursor, limit);
            if (done.isPresent()) {
                return done.get();
            }
            takesDumps = false;
            log.atInfo()
                    .addKeyValue("source", source.name())
                    .addKeyValue("target", name)
                    .log("The target does not take the dumps of the source, so sessions are copied field by field");
        }
        return SessionStore.super.pull(source, cursor, limit, now, fence);
    }

    @Override
    public boolean forget(Collection<SessionId> ids, SessionFence fence) {
        return entries.forget(ids, fence);
    }

    @Override
    public void raise(SessionFence fence) {
        repairs.raise(fence);
    }

    @Override
    public PutOutcome addRepair(RepairItem item, SessionFence fence) {
        return repairs.add(item, fence);
    }

    @Override
    public List<RepairItem> repairs(String scope, int limit) {
        return repairs.list(scope, limit);
    }

    @Override
    public void removeRepairs(String scope, Collection<RepairItem> items) {
        repairs.remove(scope, items);
    }

    RedisLayout layout() {
        return entries.layout();
    }

    /** Closes the connections. */
    @Override
    public void close() {
        connections.close();
    }

    /**
     * Returns the name of the store.
     *
     * @return the name
     */
    @Override
    public String toString() {
        return name;
    }

    /**
     * Describes a store.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final String name;
        private final RedisAddress address;
        private RedisLayout layout = RedisLayout.passage("passage");
        private OptionalLong maximumBytes = OptionalLong.empty();
        private int maximumConnections = 16;

        private Builder(String name, RedisAddress address) {
            this.name = Objects.requireNonNull(name, "name");
            this.address = Objects.requireNonNull(address, "address");
        }

        /**
         * Sets under which keys and in which form sessions are kept.
         *
         * @param chosen the layout
         * @return this
         */
        public Builder layout(RedisLayout chosen) {
            layout = Objects.requireNonNull(chosen, "layout");
            return this;
        }

        /**
         * Sets the greatest session that the store takes. A copy into a store with such a limit looks at each session, which takes longer
         * than DUMP and RESTORE.
         *
         * @param bytes 1 or more, as of {@link SessionEntry#bytes()}
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maximumBytes(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("The limit of a session is 1 byte or more, not " + bytes + ".");
            }
            maximumBytes = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Sets how many connections may be open at once; who needs another one waits.
         *
         * @param most 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maximumConnections(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("A store needs 1 connection or more, not " + most + ".");
            }
            maximumConnections = most;
            return this;
        }

        /**
         * Creates the store; opens no connection yet.
         *
         * @return the store
         */
        public RedisSessionStore build() {
            return new RedisSessionStore(this);
        }
    }
}
