package dev.passage.migration.session.jdbc;

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
import dev.passage.migration.sql.Statements;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * Keeps sessions in a database (S1): H2, PostgreSQL, MariaDB or MySQL.
 *
 * <pre>{@code
 * SessionStore sessions = JdbcSessionStore.on(dataSource).named("sessions in Postgres").creatingTables();
 * }</pre>
 *
 * <p>A write, the check of its fence and of the version that is there are one transaction. Expired rows stay until
 * {@link #purgeExpired} is called.
 *
 * <p>Immutable and safe for use by several threads and processes. What was acknowledged survives a crash as the database's commits do.
 *
 * @since 0.1.0
 */
public final class JdbcSessionStore implements SessionStore {
    private final String name;
    private final DataSource dataSource;
    private final SessionTables tables;
    private final Optional<SpringSessionTables> spring;
    private final boolean creating;
    private final long maximumBytes;
    private final SessionDatabase database;

    private JdbcSessionStore(
            String name,
            DataSource dataSource,
            SessionTables tables,
            Optional<SpringSessionTables> spring,
            boolean creating,
            long maximumBytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.tables = Objects.requireNonNull(tables, "tables");
        this.spring = spring;
        this.creating = creating;
        this.maximumBytes = maximumBytes;
        this.database = new SessionDatabase(name, dataSource, dialect -> {
            Statements statements = tables.in(dialect);
            SessionRows rows = spring.<SessionRows>map(layout -> new SpringRows(statements, layout.in(dialect)))
                    .orElseGet(() -> new OwnRows(statements));
            return new SessionDatabase.Rows(dialect, rows, new ControlRows(statements));
        });
    }

    /**
     * Returns a store in the usual tables of a database.
     *
     * @param dataSource where connections come from
     * @return the store, named {@code jdbc sessions}
     */
    public static JdbcSessionStore on(DataSource dataSource) {
        return new JdbcSessionStore(
                "jdbc sessions", dataSource, SessionTables.usual(), Optional.empty(), false, Long.MAX_VALUE);
    }

    /**
     * Returns the same store under another name.
     *
     * @param other what it is called in plans and messages
     * @return the store
     */
    public JdbcSessionStore named(String other) {
        return new JdbcSessionStore(other, dataSource, tables, spring, creating, maximumBytes);
    }

    /**
     * Returns a store in other tables.
     *
     * @param others the tables
     * @return the store
     */
    public JdbcSessionStore in(SessionTables others) {
        return new JdbcSessionStore(name, dataSource, others, spring, creating, maximumBytes);
    }

    /**
     * Returns a store that keeps sessions as Spring Session JDBC does, in tables that exist; attributes are copied as bytes. Versions
     * and tombstones lie in a table of Passage's beside them, which {@link #creatingTables()} creates.
     *
     * @param layout the tables of Spring Session
     * @return the store
     */
    public JdbcSessionStore inSpringTables(SpringSessionTables layout) {
        return new JdbcSessionStore(name, dataSource, tables, Optional.of(layout), creating, maximumBytes);
    }

    /**
     * Returns a store that creates its tables, as far as they are missing, when it is opened.
     *
     * @return the store
     */
    public JdbcSessionStore creatingTables() {
        return new JdbcSessionStore(name, dataSource, tables, spring, true, maximumBytes);
    }

    /**
     * Returns a store that refuses greater sessions, before the database does.
     *
     * @param bytes the size of the greatest session, more than 0
     * @return the store
     * @throws IllegalArgumentException if the size is not more than 0
     */
    public JdbcSessionStore takingAtMost(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("A store that takes " + bytes + " bytes takes nothing.");
        }
        return new JdbcSessionStore(name, dataSource, tables, spring, creating, bytes);
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
    public void open() {
        if (creating) {
            database.define(
                    spring.isPresent()
                            ? tables.statementsBesideSpring(database.dialect().engine())
                            : tables.statements(database.dialect().engine()));
        }
        database.run("be read", (connection, rows) -> {
            rows.control().notes(connection, "", 1);
            return rows.sessions().scan(connection, Optional.empty(), 1);
        });
    }

    @Override
    public Optional<SessionEntry> get(SessionId id) {
        return Optional.ofNullable(getAll(List.of(id)).get(id));
    }

    @Override
    public Map<SessionId, SessionEntry> getAll(Collection<SessionId> ids) {
        return database.run("be read", (connection, rows) -> rows.sessions().read(connection, ids));
    }

    @Override
    public PutOutcome putIfNewer(SessionEntry entry, SessionFence fence) {
        return putAllIfNewer(List.of(entry), fence).get(0);
    }

    @Override
    public List<PutOutcome> putAllIfNewer(List<SessionEntry> entries, SessionFence fence) {
        entries.forEach(this::refuseMisfit);
        return database.run("store sessions", (connection, rows) -> {
            if (rows.control().isOvertaken(connection, fence)) {
                return entries.stream().map(entry -> PutOutcome.FENCED).toList();
            }
            Map<SessionId, SessionEntry> there = rows.sessions()
                    .lock(connection, entries.stream().map(SessionEntry::id).toList());
            List<SessionEntry> added = new ArrayList<>();
            List<SessionEntry> changed = new ArrayList<>();
            List<PutOutcome> outcomes = new ArrayList<>();
            for (SessionEntry entry : entries) {
                Optional<SessionEntry> held = Optional.ofNullable(there.get(entry.id()));
                boolean newer =
                        held.filter(standing -> !entry.isNewerThan(standing)).isEmpty();
                outcomes.add(newer ? PutOutcome.STORED : PutOutcome.NOT_NEWER);
                if (newer) {
                    (held.isPresent() ? changed : added).add(entry);
                }
            }
            if (!changed.isEmpty()) {
                rows.sessions().update(connection, changed);
            }
            if (!added.isEmpty()) {
                rows.sessions().insert(connection, added);
            }
            return outcomes;
        });
    }

    private void refuseMisfit(SessionEntry entry) {
        if (entry.bytes() > maximumBytes) {
            throw SessionStoreException.refused(
                    name,
                    entry.id().fingerprint(),
                    "it has " + entry.bytes() + " bytes, and " + maximumBytes + " is the most");
        }
        if (spring.isPresent()) {
            SpringRows.problemWith(entry).ifPresent(problem -> {
                throw SessionStoreException.refused(name, entry.id().fingerprint(), problem);
            });
        }
    }

    @Override
    public PutOutcome touch(SessionTouch touch, SessionFence fence) {
        return database.run("touch a session", (connection, rows) -> {
            if (rows.control().isOvertaken(connection, fence)) {
                return PutOutcome.FENCED;
            }
            return rows.sessions().touch(connection, touch) ? PutOutcome.STORED : PutOutcome.NOT_NEWER;
        });
    }

    @Override
    public SessionPage scan(Optional<String> cursor, int limit) {
        return database.run("be scanned", (connection, rows) -> rows.sessions().scan(connection, cursor, limit));
    }

    @Override
    public boolean forget(Collection<SessionId> ids, SessionFence fence) {
        return database.run("forget sessions", (connection, rows) -> {
            boolean allowed = !rows.control().isOvertaken(connection, fence);
            if (allowed) {
                rows.sessions().delete(connection, ids);
            }
            return allowed;
        });
    }

    @Override
    public int purgeExpired(Instant now, int limit) {
        return database.run(
                "purge expired sessions", (connection, rows) -> rows.sessions().purge(connection, now, limit));
    }

    @Override
    public void raise(SessionFence fence) {
        database.run("raise an epoch", (connection, rows) -> {
            rows.control().raise(connection, fence);
            return fence;
        });
    }

    @Override
    public PutOutcome addRepair(RepairItem item, SessionFence fence) {
        return database.run("note a session", (connection, rows) -> {
            if (rows.control().isOvertaken(connection, fence)) {
                return PutOutcome.FENCED;
            }
            rows.control().note(connection, fence.scope(), item);
            return PutOutcome.STORED;
        });
    }

    @Override
    public List<RepairItem> repairs(String scope, int limit) {
        return database.run("read notes", (connection, rows) -> rows.control().notes(connection, scope, limit));
    }

    @Override
    public void removeRepairs(String scope, Collection<RepairItem> items) {
        database.run("remove notes", (connection, rows) -> rows.control().remove(connection, scope, items));
    }
}
