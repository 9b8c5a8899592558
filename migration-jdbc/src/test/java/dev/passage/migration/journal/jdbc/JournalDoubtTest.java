package dev.passage.migration.journal.jdbc;

import static dev.passage.migration.journal.jdbc.JournalFixtures.ID;
import static dev.passage.migration.journal.jdbc.JournalFixtures.OTHER;
import static dev.passage.migration.journal.jdbc.JournalFixtures.draft;
import static dev.passage.migration.journal.jdbc.JournalFixtures.migration;
import static dev.passage.migration.journal.jdbc.JournalFixtures.opened;
import static dev.passage.migration.journal.jdbc.JournalFixtures.refuses;
import static dev.passage.migration.journal.jdbc.JournalFixtures.summary;
import static dev.passage.migration.journal.jdbc.JournalFixtures.withMigration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testdatabase.FaultyConnections;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the journal makes of an append whose end nobody knows, that had to wait, or that was refused (X1, X2). */
class JournalDoubtTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String WAITS_FOR_A_LOCK = "SELECT COUNT(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";

    @TempDir
    Path folder;

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsOtherRecordsAfterAnAppendThatEndedUnknown(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        endsUnknown(faulty, journal, lease);

        journal.append(lease, List.of(draft("B")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 0)).extracting(JournalRecord::kind).containsExactly("Planned", "A", "B");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void theSameRecordsUnderANewerTokenAreOthers(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        endsUnknown(faulty, journal, journal.acquire(ID, "node-a", MINUTE));
        Lease newer = journal.acquire(ID, "node-a", MINUTE);

        journal.append(newer, List.of(draft("A")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 1))
                .extracting(JournalRecord::token)
                .containsExactly(FencingToken.of(1), newer.token());
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsWhatMustBeLastOnceAndOnlyWhenNothingCameBetween(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));
        JdbcJournal.on(faulty.dataSource()).request(ID, 2, draft("Signalled"), Optional.empty());

        Optional<List<JournalRecord>> hidden =
                journal.appendIfLast(lease, 2, List.of(draft("B")), summary(MigrationState.WAITING));
        faulty.loseAnswersOfCommits(1);
        Optional<List<JournalRecord>> last =
                journal.appendIfLast(lease, 3, List.of(draft("B")), summary(MigrationState.WAITING));
        Optional<List<JournalRecord>> again =
                journal.appendIfLast(lease, 3, List.of(draft("C")), summary(MigrationState.WAITING));

        assertThat(hidden).isEmpty();
        assertThat(last).isPresent();
        assertThat(again).isEmpty();
        assertThat(journal.read(ID, 1)).extracting(JournalRecord::kind).containsExactly("A", "Signalled", "B");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsManyRecordsAfterTheHeadThatItKnows(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));

        journal.append(lease, Collections.nCopies(21, draft("B")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 0)).hasSize(23);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsOverConnectionsThatDoNotCommitByThemselves(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(TestDatabase.withoutAutoCommit(database));
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));
        journal.append(lease, List.of(draft("B")), summary(MigrationState.EXECUTING));

        assertThat(opened(database).read(ID, 0)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAMigrationThatBeginsInAScopeThatAnotherHolds(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("Started")), summary(MigrationState.EXECUTING));

        assertThatThrownBy(() ->
                        journal.create(migration(OTHER), List.of(draft("Planned")), summary(MigrationState.EXECUTING)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("m-1 holds tenant acme");
        assertThat(journal.head(OTHER)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesToAppendWhereARecordStandsAlreadyInItsOwnScope(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("Started")), summary(MigrationState.EXECUTING));
        TestDatabase.execute(database, "UPDATE \"passage_migration\" SET \"last_sequence\" = 0");

        refuses(
                Reason.BROKEN_CHAIN,
                () -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)),
                "record 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void doesNotRepeatWhatTheDatabaseRefuses(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        TestDatabase.execute(
                database, "ALTER TABLE \"passage_record\" ADD CONSTRAINT planned CHECK (\"kind\" = 'Planned')");
        AtomicInteger attempts = new AtomicInteger();
        FaultPoint.inject(point -> {
            if (point.equals(JournalFaultPoints.APPEND_LOCKED)) {
                attempts.incrementAndGet();
            }
        });

        refuses(
                Reason.UNREACHABLE,
                () -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)),
                "SQLSTATE 2351");
        assertThat(attempts).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void saysThatARowIsLockedAndAppendsWhenItIsFree(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        TestDatabase.execute(
                database,
                engine == Engine.H2
                        ? "SET DEFAULT_LOCK_TIMEOUT 20"
                        : "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 20',"
                                + " current_database()); END $$");

        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .executeQuery("SELECT \"id\" FROM \"passage_migration\" FOR UPDATE")
                    .next();
            refuses(
                    Reason.UNREACHABLE,
                    () -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)),
                    engine == Engine.H2 ? "SQLSTATE HYT00" : "SQLSTATE 55P03");
            other.rollback();
        }

        assertThat(journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)))
                .hasSize(1);
    }

    @Test
    void repeatsWhatLostAgainstAnotherTransaction() throws Exception {
        DataSource database = TestDatabase.postgres();
        Lease lease = withMigration(database).acquire(ID, "node-a", MINUTE);
        JdbcJournal strict = JdbcJournal.on(TestDatabase.withIsolation(database, Connection.TRANSACTION_SERIALIZABLE));
        ExecutorService appender = Executors.newSingleThreadExecutor();
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().executeUpdate("UPDATE \"passage_migration\" SET \"priority\" = \"priority\" + 1");

            Future<List<JournalRecord>> appended =
                    appender.submit(() -> strict.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)));
            while (TestDatabase.number(database, WAITS_FOR_A_LOCK) == 0) {
                Thread.onSpinWait();
            }
            other.commit();

            assertThat(appended.get(30, TimeUnit.SECONDS)).hasSize(1);
        } finally {
            appender.shutdownNow();
        }
        assertThat(strict.read(ID, 0)).hasSize(2);
    }

    private static void endsUnknown(FaultyConnections faulty, JdbcJournal journal, Lease lease) {
        faulty.loseAnswersOfCommits(3);
        refuses(
                Reason.UNREACHABLE,
                () -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)),
                "SQLSTATE 08007");
    }
}
