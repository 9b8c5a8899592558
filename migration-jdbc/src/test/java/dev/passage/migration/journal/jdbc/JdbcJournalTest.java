package dev.passage.migration.journal.jdbc;

import static dev.passage.migration.journal.jdbc.JournalFixtures.ID;
import static dev.passage.migration.journal.jdbc.JournalFixtures.OTHER;
import static dev.passage.migration.journal.jdbc.JournalFixtures.draft;
import static dev.passage.migration.journal.jdbc.JournalFixtures.migration;
import static dev.passage.migration.journal.jdbc.JournalFixtures.summary;
import static dev.passage.migration.journal.jdbc.JournalFixtures.withMigration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testdatabase.FaultyConnections;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The journal over JDBC: records, leases, lost answers (X1, X2, O4). */
class JdbcJournalTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void readsBackWhatWasAppended(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        List<JournalRecord> appended =
                journal.append(lease, List.of(draft("A"), draft("B")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 0)).hasSize(3).endsWith(appended.toArray(JournalRecord[]::new));
        assertThat(journal.read(ID, 1)).isEqualTo(appended);
        assertThat(journal.read(ID, 3)).isEmpty();
        MigrationHead head = journal.head(ID).orElseThrow();
        assertThat(head.lastSequence()).isEqualTo(3);
        assertThat(head.summary()).isEqualTo(summary(MigrationState.EXECUTING));
        assertThat(head.owner()).contains("node-a");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsMoreRecordsThanOneStatementHolds(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        journal.append(lease, Collections.nCopies(1_201, draft("A")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 0)).hasSize(1_202);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void findsAnAppendWhoseAnswerWasLost(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        faulty.loseAnswersOfCommits(1);
        List<JournalRecord> first = journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));
        faulty.loseCommits(1);
        List<JournalRecord> second = journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));

        assertThat(first.get(0).sequence()).isEqualTo(2);
        assertThat(second.get(0).sequence()).isEqualTo(3);
        assertThat(journal.read(ID, 0)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void findsAnAppendWhoseAnswerWasLostOnceItKnowsTheHead(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));

        faulty.loseAnswersOfCommits(1);
        List<JournalRecord> second = journal.append(lease, List.of(draft("B")), summary(MigrationState.EXECUTING));
        faulty.loseCommits(1);
        List<JournalRecord> third = journal.append(lease, List.of(draft("C")), summary(MigrationState.EXECUTING));
        List<JournalRecord> fourth = journal.append(lease, List.of(draft("D")), summary(MigrationState.EXECUTING));

        assertThat(second.get(0).sequence()).isEqualTo(3);
        assertThat(third.get(0).sequence()).isEqualTo(4);
        assertThat(fourth.get(0).sequence()).isEqualTo(5);
        assertThat(journal.read(ID, 0)).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsAfterWhatAnotherInstanceHasAppendedBetween(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));
        JdbcJournal.on(database).request(ID, 2, draft("PAUSE"), Optional.empty());

        List<JournalRecord> appended = journal.append(lease, List.of(draft("B")), summary(MigrationState.EXECUTING));

        assertThat(appended.get(0).sequence()).isEqualTo(4);
        assertThat(journal.read(ID, 0)).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void appendsNothingUnderALeaseThatAnotherTookWhileItKnewTheHead(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));
        JdbcJournal other = JdbcJournal.on(database);
        other.release(lease);
        other.acquire(ID, "node-b", MINUTE);

        assertThatThrownBy(() -> journal.append(lease, List.of(draft("B")), summary(MigrationState.EXECUTING)))
                .isInstanceOf(LeaseLostException.class);

        assertThat(journal.read(ID, 0)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void takesTheSameAppendForTheSameAfterItEndedUnknown(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        Lease lease = journal.acquire(ID, "node-a", MINUTE);
        faulty.loseAnswersOfCommits(3);
        assertThatThrownBy(() -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE));

        journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING));

        assertThat(journal.read(ID, 0)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void createsOnceWhenTheAnswerIsLost(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = JournalFixtures.opened(faulty.dataSource());

        faulty.loseAnswersOfCommits(1);
        journal.create(migration(ID), List.of(draft("Planned")), summary(MigrationState.PLANNED));

        assertThat(journal.read(ID, 0)).hasSize(1);
        assertThatThrownBy(
                        () -> journal.create(migration(ID), List.of(draft("Planned")), summary(MigrationState.PLANNED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("m-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAppendOfAnOvertakenLease(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Lease old = journal.acquire(ID, "node-a", MINUTE);
        Lease present = journal.acquire(ID, "node-a", MINUTE);

        assertThat(present.token()).isGreaterThan(old.token());
        assertThatThrownBy(() -> journal.append(old, List.of(draft("A")), summary(MigrationState.EXECUTING)))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> journal.renew(old, MINUTE)).isInstanceOf(LeaseLostException.class);
        journal.release(old);
        assertThat(journal.read(ID, 0)).hasSize(1);
        assertThatThrownBy(() -> journal.acquire(ID, "node-b", MINUTE))
                .isInstanceOfSatisfying(LeaseHeldException.class, held -> {
                    assertThat(held.owner()).isEqualTo("node-a");
                    assertThat(held.expiresAt()).isEqualTo(present.expiresAt());
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void lendsAgainWhatWasReleasedOrHasExpired(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));

        journal.release(journal.acquire(ID, "node-a", MINUTE));
        Lease second = journal.acquire(ID, "node-b", Duration.ofNanos(1_000));
        Lease third = journal.acquire(ID, "node-c", MINUTE);

        assertThat(third.token()).isGreaterThan(second.token());
        assertThat(journal.renew(third, Duration.ofHours(1)).expiresAt()).isAfter(third.expiresAt());
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void storesARequestOnlyAtTheExpectedPlace(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));

        Optional<JournalRecord> first = journal.request(ID, 1, draft("Approved"), Optional.empty());
        Optional<JournalRecord> late = journal.request(ID, 1, draft("Paused"), Optional.empty());

        assertThat(first).map(JournalRecord::sequence).contains(2L);
        assertThat(late).isEmpty();
        assertThat(journal.head(ID).orElseThrow().summary()).isEqualTo(summary(MigrationState.PLANNED));
        assertThatThrownBy(() -> journal.request(OTHER, 1, draft("Paused"), Optional.empty()))
                .isInstanceOf(UnknownMigrationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesASecondMigrationOfTheSameScope(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        journal.create(migration(OTHER), List.of(draft("Planned")), summary(MigrationState.PLANNED));
        Lease first = journal.acquire(ID, "node-a", MINUTE);
        Lease second = journal.acquire(OTHER, "node-a", MINUTE);
        journal.append(first, List.of(draft("Started")), summary(MigrationState.EXECUTING));

        assertThatThrownBy(() -> journal.append(second, List.of(draft("Started")), summary(MigrationState.EXECUTING)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("m-1")
                .hasMessageContaining("tenant acme");
        assertThat(journal.read(OTHER, 0)).hasSize(1);
        journal.append(first, List.of(draft("Ended")), summary(MigrationState.COMPLETED));
        journal.append(second, List.of(draft("Started")), summary(MigrationState.EXECUTING));
        assertThat(journal.read(OTHER, 0)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void listsWhatIsDue(Engine engine) throws SQLException {
        JdbcJournal journal = withMigration(TestDatabase.create(engine, folder));
        Instant now = journal.now();
        for (String name : List.of("late", "soon", "urgent", "leased", "future")) {
            Instant wakeAt = now.plusSeconds(
                    switch (name) {
                        case "late" -> -1;
                        case "future" -> 3_600;
                        default -> -2;
                    });
            var id = MigrationId.of(name);
            journal.create(
                    new NewMigration(id, MigrationType.CUSTOM, name, Optional.empty(), HandlerId.of("h", 1)),
                    List.of(draft("Planned")),
                    new MigrationHead.Summary(
                            MigrationState.QUEUED, 0, Optional.of(wakeAt), name.equals("urgent") ? 9 : 1));
        }
        journal.acquire(MigrationId.of("leased"), "node-a", MINUTE);

        List<String> due =
                journal.due(10).stream().map(head -> head.id().value()).toList();

        assertThat(due).containsExactly("urgent", "soon", "late");
        assertThat(journal.due(1)).hasSize(1);
        assertThat(journal.heads(10))
                .hasSize(6)
                .last()
                .extracting(MigrationHead::id)
                .isEqualTo(ID);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsTheChainUnderConcurrentRequestsOfAnyIsolation(Engine engine) throws Exception {
        DataSource real = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(real);
        List<Integer> levels = List.of(
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE,
                Connection.TRANSACTION_REPEATABLE_READ);
        ExecutorService threads = Executors.newFixedThreadPool(levels.size());
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int level : levels) {
                JdbcJournal own = JdbcJournal.on(TestDatabase.withIsolation(real, level));
                writers.add(threads.submit(() -> {
                    int stored = 0;
                    while (stored < 25) {
                        long last = own.head(ID).orElseThrow().lastSequence();
                        stored += own.request(ID, last, draft("Noted"), Optional.empty())
                                        .isPresent()
                                ? 1
                                : 0;
                    }
                    return stored;
                }));
            }
            for (Future<Integer> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(journal.read(ID, 0)).hasSize(101);
    }

    @ParameterizedTest
    @EnumSource
    void printsItsSchemaForEveryEngine(Engine engine) {
        assertThat(JdbcJournal.schema(engine))
                .hasSize(4)
                .noneMatch(statement -> statement.contains("{") || statement.contains("["));
    }
}
