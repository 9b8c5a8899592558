package dev.passage.migration.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.connection.FaultyDataSource;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Barrier;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 2: an instance that sleeps past its lease has no effect when it wakes (X2). */
@MigrationTest
final class StaleOwnerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void cannotWriteAfterATakeOver(DatabaseKind kind, MigrationLab lab) throws SQLException, InterruptedException {
        TestDatabase journal = lab.database(kind, "journal");
        TestDatabase ledger = lab.database(kind, "ledger");
        lab.closeAfterTest(journal.dataSource().getConnection());
        lab.closeAfterTest(ledger.dataSource().getConnection());
        Ledger.create(ledger.dataSource());
        FaultyDataSource ofSleeper = new FaultyDataSource(ledger.dataSource());
        FaultyDataSource journalOfSleeper = new FaultyDataSource(journal.dataSource());
        Barrier asleep = new Barrier();
        MigrationController sleeper = engine(lab, "sleeper", journalOfSleeper, new Ledger(ofSleeper));
        MigrationPlan plan = sleeper.plan(MigrationSpec.of(new Ledger.Deposit(3)));
        lab.faults().at(Ledger.BEFORE_WRITE).onHit(2, FaultAction.hang(asleep));
        sleeper.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        assertThat(asleep.awaitArrival(LIMIT)).isTrue();
        Journal watched = JdbcJournal.on(journal.dataSource());
        assertThatThrownBy(() -> watched.acquire(plan.id(), "other", Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        LeaseHeldException.class,
                        held -> assertThat(held.owner()).isEqualTo("sleeper"));

        journalOfSleeper.kill();
        MigrationController heir = engine(lab, "heir", journal.dataSource(), new Ledger(ledger.dataSource()));
        heir.recover();
        MigrationHandle run = heir.handle(plan.id());
        MigrationState end = run.await(LIMIT).state();
        ofSleeper.log().clear();
        asleep.release();
        sleeper.close();

        assertThat(end).isEqualTo(MigrationState.COMPLETED);
        assertThat(ofSleeper.log().entries())
                .noneMatch(
                        entry -> entry.text().contains("marker") || entry.text().contains("account"));
        LedgerScenario.checkLedger(DatabaseImage.of(ledger.dataSource()), 3);
        assertThat(heir.history(plan.id())).isNotEmpty();
    }

    private static MigrationController engine(MigrationLab lab, String instance, DataSource journal, Ledger ledger) {
        return lab.closeAfterTest(MigrationEngine.builder()
                .journal(JdbcJournal.on(journal).creatingSchema())
                .register(ledger)
                .clock(Clock.systemUTC())
                .instance(instance)
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .build());
    }
}
