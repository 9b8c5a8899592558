package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.Cutover;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hosts and people do to a live move that they should not, or need not think of (D8, P4, X12). */
class LiveMoveBadInputTest {

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, " + Connection.TRANSACTION_SERIALIZABLE,
        "POSTGRESQL, " + Connection.TRANSACTION_REPEATABLE_READ,
        "POSTGRESQL, " + Connection.TRANSACTION_SERIALIZABLE
    })
    void losesNoWriteOfWritersInSnapshots(DatabaseKind kind, int isolation) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(10, 5);
            MigrationResult result;

            Writers writers = Writers.start(fleet.store(isolation), 4, 200, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move());
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.acknowledged()).isPositive();
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(fleet.dedicated))).isEmpty();
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_SERIALIZABLE})
    void losesNoWriteOfWritersOnMariaDbWhateverTheirIsolation(int isolation) throws Exception {
        losesNoWriteOfWritersInSnapshots(DatabaseKind.MARIADB, isolation);
    }

    @Tag("soak")
    @Test
    void definitionsDuringTheMoveEndItOnMariaDbToo() throws Exception {
        aColumnThatOneSideGetsDuringTheMoveEndsItWithTheTenantWhereItWas(DatabaseKind.MARIADB);
        aTableThatTheTargetLosesDuringTheMoveEndsItWithTheTenantWhereItWas(DatabaseKind.MARIADB);
    }

    @Test
    void aSecondMoveOfTheTenantChangesNothingWhileTheFirstIsUnderWay() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 2);
            MigrationPlan first = engine.plan(MigrationSpec.of(LiveFleet.move().switchingOnSignal()));
            MigrationPlan second = engine.plan(MigrationSpec.of(LiveFleet.move()));
            MigrationHandle handle =
                    engine.execute(first.id(), Approval.of(first.digest()).by("tester"));
            LiveMoves.awaitWaiting(handle, "await-word", StepState.WAITING);

            assertThatThrownBy(() -> engine.execute(
                                    second.id(), Approval.of(second.digest()).by("tester"))
                            .await(LiveMoves.LIMIT))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("acme");

            engine.signal(first.id(), Cutover.SIGNAL, "tester", "it is time");
            MigrationResult result = handle.await(LiveMoves.LIMIT);
            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        }
    }

    @Test
    void aTenantThatHasMovedIsNotMovedFromWhereItWas() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 2);
            LiveMoves.run(engine, LiveFleet.move());

            MigrationPlan again = engine.plan(MigrationSpec.of(LiveFleet.move()));

            assertThatThrownBy(() -> engine.execute(
                            again.id(), Approval.of(again.digest()).by("tester")))
                    .isInstanceOf(PlanRejectedException.class)
                    .hasMessageContaining("acme")
                    .hasMessageContaining("it lives on dedicated");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aColumnThatOneSideGetsDuringTheMoveEndsItWithTheTenantWhereItWas(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            LiveMoves.at(TenantFaultPoints.COPIED, () -> {
                LiveFleet.execute(
                        fleet.shared,
                        "ALTER TABLE vehicles ADD COLUMN colour VARCHAR(20)",
                        "UPDATE vehicles SET colour = 'red' WHERE id = 1000001");
                fleet.rememberBystander(fleet.shared);
            });

            MigrationResult stopped = LiveMoves.run(engine, LiveFleet.move());

            assertThat(stopped.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            assertThat(stopped.status().steps())
                    .flatExtracting(step -> step.failure().stream().toList())
                    .anySatisfy(failure -> assertThat(failure.message()).containsIgnoringCase("colour"));
            checkTheTenantGoesOn(fleet);
            LiveFleet.execute(fleet.dedicated, "ALTER TABLE vehicles ADD COLUMN colour VARCHAR(20)");
            fleet.rememberBystander(fleet.dedicated);
            checkRollsBackNow(engine, stopped, fleet);
            assertThat(LiveFleet.imageOf(fleet.shared).rows("vehicles")).anyMatch(row -> row.containsValue("'red'"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aTableThatTheTargetLosesDuringTheMoveEndsItWithTheTenantWhereItWas(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            LiveMoves.at(TenantFaultPoints.CAUGHT_UP, () -> {
                LiveFleet.execute(fleet.dedicated, "DROP TABLE trips");
                fleet.rememberBystander(fleet.dedicated);
            });

            MigrationResult stopped = LiveMoves.run(engine, LiveFleet.move());

            assertThat(stopped.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            assertThat(stopped.status().steps())
                    .flatExtracting(step -> step.failure().stream().toList())
                    .anySatisfy(failure -> assertThat(failure.message()).containsIgnoringCase("trips"));
            checkTheTenantGoesOn(fleet);
            LiveFleet.execute(fleet.dedicated, LiveFleet.TRIPS);
            checkRollsBackNow(engine, stopped, fleet);
        }
    }

    private static void checkTheTenantGoesOn(LiveFleet fleet) throws SQLException {
        fleet.tenants.inTransaction(
                LiveFleet.TENANT,
                connection -> LiveFleet.insert(connection, "UPDATE vehicles SET plate = 'goes on' WHERE id = 1000002"));
        assertThat(LiveFleet.imageOf(fleet.shared).rows("vehicles")).anyMatch(row -> row.containsValue("'goes on'"));
    }

    private static void checkRollsBackNow(MigrationController engine, MigrationResult stopped, LiveFleet fleet)
            throws InterruptedException {
        DatabaseImage shared = LiveFleet.imageOf(fleet.shared);

        MigrationResult result = engine.rollback(
                        stopped.status().id(),
                        RollbackOptions.carryingWrites(ConflictStrategy.MANUAL).by("on-call"))
                .await(LiveMoves.LIMIT);

        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(shared.differencesTo(LiveFleet.imageOf(fleet.shared)))
                .allMatch(difference -> difference.contains("passage_") && difference.endsWith("is gone"));
        assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles")).isEmpty();
        assertThat(LiveFleet.imageOf(fleet.dedicated).objects()).noneMatch(name -> name.contains("passage_m"));
        assertThat(LiveFleet.imageOf(fleet.shared).objects()).noneMatch(name -> name.contains("passage_m"));
    }
}
