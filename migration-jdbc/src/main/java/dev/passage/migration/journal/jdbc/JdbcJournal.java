package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Keeps the journal in a database of the host's: PostgreSQL 14 or newer, MariaDB 10.6 or newer, MySQL 8 or newer, or an H2 2.x
 * file (X1, X2, O4).
 *
 * <pre>{@code
 * Journal journal = JdbcJournal.on(controlDatabase).creatingSchema();
 * }</pre>
 *
 * <p>The tables are those of {@link #schema(Engine)}; unless {@link #creatingSchema()} says otherwise, the host creates them with
 * its own schema tool and the journal's user needs no more than to read and write them. On H2 the journal sets
 * {@code WRITE_DELAY 0} and forces each commit to the disk, for which H2 wants an administrator; a database in memory is refused.
 *
 * <p>Immutable and safe for use by several threads and processes; borrows one connection for each call and hands it back as it
 * came. What a method that returned has written survives a crash of this process; a crash of the database server it survives as
 * far as the server's own settings go.
 *
 * @since 0.1.0
 */
public final class JdbcJournal implements Journal {
    private final DataSource dataSource;
    private final JournalTables tables;
    private final boolean createsSchema;
    private final boolean mayForget;
    private final JournalDatabase database;
    private final JournalAppends appends;

    private JdbcJournal(DataSource dataSource, JournalTables tables, boolean createsSchema, boolean mayForget) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.tables = Objects.requireNonNull(tables, "tables");
        this.createsSchema = createsSchema;
        this.mayForget = mayForget;
        this.database = new JournalDatabase(dataSource, tables);
        this.appends = new JournalAppends(database, tables);
    }

    /**
     * Returns a journal on a database whose tables exist.
     *
     * @param dataSource leads to the database; a pool is best
     * @return the journal; nothing is asked of the database yet
     */
    public static JdbcJournal on(DataSource dataSource) {
        return new JdbcJournal(dataSource, JournalTables.usual(), false, false);
    }

    /**
     * Returns the statements that create the usual tables, for the host's own schema tool.
     *
     * @param engine the database engine
     * @return the statements in their order, without a semicolon at the end
     */
    public static List<String> schema(Engine engine) {
        return JournalTables.usual().statements(engine);
    }

    /**
     * Returns this journal with other tables.
     *
     * @param otherTables where they are
     * @return the journal
     */
    public JdbcJournal in(JournalTables otherTables) {
        return new JdbcJournal(dataSource, otherTables, createsSchema, mayForget);
    }

    /**
     * Returns this journal so that {@link #open()} creates the tables when they are missing; several instances may do so at once.
     *
     * @return the journal
     */
    public JdbcJournal creatingSchema() {
        return new JdbcJournal(dataSource, tables, true, mayForget);
    }

    /**
     * Returns this journal so that it also takes an H2 database that loses acknowledged records in a crash, for example one in
     * memory. For tests that do not crash.
     *
     * @return the journal
     */
    public JdbcJournal allowingForgetfulDatabase() {
        return new JdbcJournal(dataSource, tables, createsSchema, true);
    }

    @Override
    public void open() {
        JournalOpening opening = new JournalOpening(database, tables);
        if (!mayForget) {
            opening.checkDurability();
        }
        if (createsSchema) {
            opening.createSchemaIfMissing();
        }
        opening.checkSchema();
    }

    @Override
    public Instant now() {
        return Micros.toInstant(database.read("tell the time", JournalSession::nowMicros));
    }

    @Override
    public void create(NewMigration migration, List<RecordDraft> records, Summary summary) {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(summary, "summary");
        appends.create(migration, checked(records), summary);
    }

    @Override
    public List<JournalRecord> append(Lease lease, List<RecordDraft> records, Summary summary) {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(summary, "summary");
        return appends.append(lease, checked(records), summary);
    }

    @Override
    public Optional<List<JournalRecord>> appendIfLast(
            Lease lease, long expectedSequence, List<RecordDraft> records, Summary summary) {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(summary, "summary");
        return appends.appendIfLast(lease, expectedSequence, checked(records), summary);
    }

    @Override
    public Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft record, Optional<Summary> summary) {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(summary, "summary");
        return appends.request(migration, expectedSequence, Objects.requireNonNull(record, "record"), summary);
    }

    private static List<RecordDraft> checked(List<RecordDraft> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("Give at least one record to append.");
        }
        return List.copyOf(records);
    }

    @Override
    public Lease acquire(MigrationId migration, String owner, Duration duration) {
        Objects.requireNonNull(migration, "migration");
        if (owner.isEmpty() || owner.length() > 200) {
            throw new IllegalArgumentException("The owner of a lease needs 1 to 200 characters: " + owner);
        }
        Duration checked = longerThanZero(duration);
        return database.write(
                "lend migration " + migration,
                JournalFaultPoints.LEASE_WRITTEN,
                JournalFaultPoints.LEASE_COMMITTED,
                session -> LeaseRows.acquire(session, migration, owner, checked));
    }

    @Override
    public Lease renew(Lease lease, Duration duration) {
        Objects.requireNonNull(lease, "lease");
        Duration checked = longerThanZero(duration);
        return database.write(
                        "prolong the lease of migration " + lease.migration(),
                        JournalFaultPoints.LEASE_WRITTEN,
                        JournalFaultPoints.LEASE_COMMITTED,
                        session -> LeaseRows.renew(session, lease, checked))
                .orElseThrow(() -> new LeaseLostException(lease.migration(), lease.token(), "the journal"));
    }

    private static Duration longerThanZero(Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(
                    "A lease must last longer than zero, but was asked for " + duration + ".");
        }
        return duration;
    }

    @Override
    public void release(Lease lease) {
        Objects.requireNonNull(lease, "lease");
        appends.forget(lease.migration());
        database.<Boolean>write(
                "take back the lease of migration " + lease.migration(),
                JournalFaultPoints.LEASE_WRITTEN,
                JournalFaultPoints.LEASE_COMMITTED,
                session -> LeaseRows.release(session, lease));
    }

    @Override
    public List<JournalRecord> read(MigrationId migration, long afterSequence) {
        Objects.requireNonNull(migration, "migration");
        if (afterSequence < 0) {
            throw new IllegalArgumentException("Read after place 0 or a later one, not " + afterSequence + ".");
        }
        return database.read("read the records of migration " + migration, session -> {
            MigrationHead head =
                    HeadRows.one(session, migration).orElseThrow(() -> new UnknownMigrationException(migration));
            List<JournalRecord> found =
                    RecordRows.between(session, migration, Math.max(afterSequence, 1), head.lastSequence());
            return new Chain(migration, tables.name("record"))
                    .after(afterSequence, found, head.lastSequence(), head.lastHash());
        });
    }

    @Override
    public Optional<MigrationHead> head(MigrationId migration) {
        Objects.requireNonNull(migration, "migration");
        return database.read("read migration " + migration, session -> HeadRows.one(session, migration));
    }

    @Override
    public List<MigrationHead> heads(int limit) {
        int checked = oneOrMore(limit);
        return database.read("list migrations", session -> HeadRows.newest(session, checked));
    }

    @Override
    public List<MigrationHead> due(int limit) {
        int checked = oneOrMore(limit);
        return database.read("list migrations that are due", session -> HeadRows.due(session, checked));
    }

    private static int oneOrMore(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("Ask for 1 migration or more, not " + limit + ".");
        }
        return limit;
    }
}
