package dev.passage.migration.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.proxy.AdapterOptions;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.adapter.switching.AdapterFaultPoints;
import dev.passage.migration.adapter.switching.AdapterSwitch;
import dev.passage.migration.adapter.switching.AdapterSwitchHandler;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.connection.FaultyDataSource;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Barrier;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The turns that need a word from outside, a breach and the removal, survive the death of the instance that is at them (A2, A3). */
@MigrationTest
final class AdapterSwitchTakeOverTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofMillis(600);

    static Stream<FaultPoint> pointsOfABreach() {
        return Stream.of(
                AdapterFaultPoints.BREACHED,
                AdapterFaultPoints.BEFORE_STAGE,
                AdapterFaultPoints.STAGE_STORED,
                AdapterFaultPoints.STAGE_FOLLOWED,
                AdapterFaultPoints.STEPPED_BACK);
    }

    @ParameterizedTest
    @MethodSource("pointsOfABreach")
    void stepsBackOnceAndAsks(FaultPoint point, MigrationLab lab) throws Exception {
        AdapterSwitch settings = AdapterSwitch.of("Rates")
                .canary(Percentage.of(10), Duration.ofHours(1))
                .holding(Gate.USUAL.withMinimumCalls(0));

        StageRecord end = diesAt(point, settings, "breach-1", MigrationState.BLOCKED, lab);

        assertThat(end.stage()).isEqualTo(AdapterStage.OLD);
        assertThat(end.epoch()).isEqualTo(2);
    }

    @Test
    void letsTheOldOneGoOnce(MigrationLab lab) throws Exception {
        AdapterSwitch settings = AdapterSwitch.of("Rates")
                .observing(Duration.ZERO)
                .holding(Gate.USUAL.withMinimumCalls(0))
                .removingOld();

        StageRecord end = diesAt(
                AdapterFaultPoints.RETIRED,
                settings,
                AdapterSwitchHandler.REMOVAL_SIGNAL,
                MigrationState.COMPLETED,
                lab);

        assertThat(end.stage()).isEqualTo(AdapterStage.RETIRED);
        assertThat(end.epoch()).isEqualTo(2);
    }

    /** Lets an instance die at a point after a signal, another take over, and tells the stage that this one is in at the end. */
    private static StageRecord diesAt(
            FaultPoint point, AdapterSwitch settings, String signal, MigrationState expected, MigrationLab lab)
            throws SQLException, InterruptedException {
        TestDatabase journal = lab.database(DatabaseKind.H2, "journal");
        lab.closeAfterTest(journal.dataSource().getConnection());
        FaultyDataSource journalOfFirst = new FaultyDataSource(journal.dataSource());
        MigrationController first = engine(lab, "first", journalOfFirst, adapter());
        MigrationPlan plan = first.plan(MigrationSpec.of(settings));
        first.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        awaitState(first, plan.id(), MigrationState.WAITING);
        Barrier asleep = new Barrier();
        lab.faults().at(point).once(FaultAction.hang(asleep));
        first.signal(plan.id(), signal, "on-call", "now");
        assertThat(asleep.awaitArrival(LIMIT)).isTrue();

        journalOfFirst.kill();
        SwitchableAdapter<Rates> adapter = adapter();
        MigrationController heir = engine(lab, "heir", journal.dataSource(), adapter);
        awaitState(heir, plan.id(), expected);
        asleep.release();
        first.close();

        return adapter.stage().orElseThrow();
    }

    private static void awaitState(MigrationController controller, MigrationId migration, MigrationState state)
            throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (controller.handle(migration).await(Duration.ofMillis(50)).state() != state) {
            controller.recover();
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static SwitchableAdapter<Rates> adapter() {
        return SwitchableAdapter.of(
                Rates.class,
                new Rates.Provider("old"),
                new Rates.Provider("new"),
                AdapterOptions.named("Rates").key(BucketKey.argument(0)).build());
    }

    private static MigrationController engine(
            MigrationLab lab, String instance, DataSource database, SwitchableAdapter<?> adapter) {
        JdbcJournal journal = JdbcJournal.on(database).creatingSchema();
        return lab.closeAfterTest(MigrationEngine.builder()
                .journal(journal)
                .register(new AdapterSwitchHandler(journal, adapter))
                .clock(Clock.systemUTC())
                .leaseDuration(LEASE)
                .pollInterval(Duration.ofMillis(50))
                .instance(instance)
                .build());
    }
}
