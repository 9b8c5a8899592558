package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.copy.CopyFaultPoints;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A right that the mover had when it was planned is withdrawn in the middle: it is named, and writers see nothing (P4, D8, X12). */
class LiveMoveRightsTest {
    private static final int WRITERS = 4;

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    /** Also there and back: triggers that it has created on tables of others it can drop. */
    @Test
    void movesThereAndBackWithTheRightsOfTheDocumentation() throws Exception {
        try (Trusted trusted = new Trusted();
                MigrationController engine = trusted.engine()) {
            MigrationHandle handle =
                    LiveMoves.intoWindow(engine, LiveFleet.move().keepingWayBackFor(Duration.ofHours(1)));

            MigrationResult back = engine.rollback(handle.id(), LiveMoves.BACK).await(LiveMoves.LIMIT);

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            trusted.checkAsBefore();
        }
    }

    @Test
    void goesBackWhenItMayNotAddRowsToTheTargetAnyMore() throws Exception {
        try (Trusted trusted = new Trusted()) {
            LiveMoves.at(
                    CopyFaultPoints.CHUNK_AFTER_COMMIT, () -> trusted.onTarget("REVOKE INSERT ON trips FROM mover"));

            MigrationResult result = trusted.moveUnderLoad();

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            checkNames(result, "INSERT", "trips", "dedicated");
            trusted.checkAsBefore();
        }
    }

    @Test
    void goesBackWhenItMayNotReadTheNotedChangesAnyMore() throws Exception {
        try (Trusted trusted = new Trusted()) {
            LiveMoves.at(TenantFaultPoints.COPIED, () -> trusted.withdrawFromLogs(trusted.fleet.shared, "SELECT"));

            MigrationResult result = trusted.moveUnderLoad();

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            checkNames(result, "SELECT", "passage_m", "shared");
            trusted.checkAsBefore();
        }
    }

    @Test
    void goesBackWhenItMayNotForgetTheNotedChangesAnyMore() throws Exception {
        try (Trusted trusted = new Trusted()) {
            LiveMoves.at(TenantFaultPoints.CAUGHT_UP, () -> trusted.withdrawFromLogs(trusted.fleet.shared, "DELETE"));

            MigrationResult result = trusted.moveUnderLoad();

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            checkNames(result, "DELETE", "passage_m", "shared");
            trusted.checkAsBefore();
        }
    }

    /** What it has copied it cannot take away then, until it may again. */
    @Test
    void endsItsWayBackWhenItMayDeleteAgain() throws Exception {
        try (Trusted trusted = new Trusted()) {
            LiveMoves.at(
                    TenantFaultPoints.CAUGHT_UP,
                    () -> trusted.onTarget("REVOKE INSERT, UPDATE, DELETE ON vehicles, trips FROM mover"));

            MigrationResult stopped = trusted.moveUnderLoad();

            assertThat(stopped.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            checkNames(stopped, "DELETE", "dedicated");
            trusted.onTarget("GRANT INSERT, UPDATE, DELETE ON vehicles, trips TO mover");
            try (MigrationController engine = trusted.engine()) {
                MigrationResult back = engine.rollback(
                                stopped.status().id(),
                                RollbackOptions.carryingWrites(ConflictStrategy.MANUAL)
                                        .by("on-call"))
                        .await(LiveMoves.LIMIT);

                assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            }
            trusted.checkAsBefore();
        }
    }

    /** The tenant stays where it is by then, and nothing that its writers do there is lost when the right is given back. */
    @Test
    void followsAgainWhenItMayWriteToTheSourceAgain() throws Exception {
        try (Trusted trusted = new Trusted();
                MigrationController engine = trusted.engine()) {
            Writers writers = trusted.write();
            MigrationHandle handle =
                    LiveMoves.intoWindow(engine, LiveFleet.move().keepingWayBackFor(Duration.ofHours(1)));
            LiveFleet.execute(trusted.fleet.shared, "REVOKE UPDATE, INSERT ON vehicles FROM mover");

            MigrationResult refused =
                    engine.rollback(handle.id(), LiveMoves.BACK).await(LiveMoves.LIMIT);

            assertThat(refused.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            checkNames(refused, "INSERT, UPDATE", "vehicles", "shared");
            assertThat(writers.errors()).isEmpty();
            LiveFleet.execute(trusted.fleet.shared, "GRANT UPDATE, INSERT ON vehicles TO mover");
            MigrationResult back = engine.rollback(handle.id(), LiveMoves.BACK).await(LiveMoves.LIMIT);
            writers.stop();
            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(trusted.fleet.shared)))
                    .isEmpty();
        }
    }

    /** A way back that was not kept needs triggers again, and goes on without them all the same. */
    @Test
    void holdsWritersOnTheWayBackWhereItMayCreateNoTriggersAnyMore() throws Exception {
        try (Trusted trusted = new Trusted();
                MigrationController engine = trusted.engine()) {
            Writers writers = trusted.write();
            MigrationHandle handle = LiveMoves.toTheEnd(engine, LiveFleet.move());
            trusted.onTarget("REVOKE TRIGGER ON vehicles FROM mover");

            MigrationResult back = engine.rollback(handle.id(), LiveMoves.BACK).await(LiveMoves.LIMIT);
            writers.stop();

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(back.status().steps())
                    .anySatisfy(step -> assertThat(step.notes().getOrDefault("writers were held", ""))
                            .contains("Creating triggers again", "vehicles", "dedicated"));
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(trusted.fleet.shared)))
                    .isEmpty();
            trusted.checkAsBefore();
        }
    }

    /** Because the host's user was there first. */
    @Test
    void aGateThatSomebodyElseHasCreatedAndDoesNotShareBlocksThePlan() throws Exception {
        try (Trusted trusted = new Trusted();
                MigrationController engine = trusted.engine()) {
            trusted.onTarget("REVOKE SELECT, UPDATE ON passage_gate FROM mover");

            MigrationPlan plan = engine.plan(MigrationSpec.of(LiveFleet.move()));

            assertThat(plan.blockingFindings())
                    .extracting(Finding::toString)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("SELECT", "passage_gate", "dedicated"),
                            second -> assertThat(second).contains("UPDATE", "passage_gate", "dedicated"));
        }
    }

    private static void checkNames(MigrationResult result, String... parts) {
        assertThat(Stream.concat(
                        result.status().failure().stream(),
                        result.status().steps().stream().flatMap(step -> step.failure().stream())))
                .anySatisfy(failure -> assertThat(failure.message()).contains(parts));
    }

    /** A fleet whose mover has the rights of the documentation and no more, and whose writers are somebody else. */
    private static final class Trusted implements AutoCloseable {
        private final LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL);
        private final DatabaseImage before;

        Trusted() throws SQLException {
            fleet.fill(10, 40);
            LiveFleet.execute(
                    fleet.shared,
                    "DO $$ BEGIN CREATE ROLE mover LOGIN PASSWORD 'mover'; EXCEPTION WHEN duplicate_object THEN NULL;"
                            + " END $$");
            for (DataSource side : List.of(fleet.shared, fleet.dedicated)) {
                LiveFleet.execute(
                        side,
                        "GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON ALL TABLES IN SCHEMA public TO mover",
                        "GRANT USAGE, CREATE ON SCHEMA public TO mover");
            }
            before = LiveFleet.imageOf(fleet.shared);
            for (Endpoint endpoint : endpoints().all()) {
                GateTables.createMissing(endpoint);
            }
        }

        MigrationController engine() {
            return LiveMoves.engine(fleet, new TenantMoveHandler(endpoints(), fleet.router));
        }

        private Endpoints endpoints() {
            return Endpoints.of(Map.of("shared", asMover(1), "dedicated", asMover(2)));
        }

        private DataSource asMover(int place) {
            return TestDatabase.at(fleet.urls()
                    .get(place)
                    .replaceAll("user=[^&]*", "user=mover")
                    .replaceAll("password=[^&]*", "password=mover"));
        }

        Writers write() {
            return Writers.start(fleet.store(), WRITERS, 100, Seed.ofThisRun());
        }

        MigrationResult moveUnderLoad() throws InterruptedException, SQLException {
            Writers writers = write();
            MigrationResult result;
            try (MigrationController engine = engine()) {
                result = LiveMoves.run(engine, LiveFleet.move());
                writers.stop();
            } finally {
                writers.close();
            }
            assertThat(writers.acknowledged()).isPositive();
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(fleet.shared))).isEmpty();
            return result;
        }

        void onTarget(String sql) throws SQLException {
            LiveFleet.execute(fleet.dedicated, sql);
        }

        void withdrawFromLogs(DataSource side, String right) throws SQLException {
            for (String table : DatabaseImage.of(side).tables()) {
                if (table.matches("passage_m.*_\\d+")) {
                    LiveFleet.execute(side, "REVOKE " + right + " ON " + table + " FROM mover");
                }
            }
        }

        void checkAsBefore() {
            LiveFleet.checkNoResidue(before, fleet.shared);
            LiveFleet.checkNoResidue(before, fleet.dedicated);
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles")).isEmpty();
        }

        @Override
        public void close() throws SQLException {
            LiveFleet.execute(fleet.shared, "DROP OWNED BY mover");
            LiveFleet.execute(fleet.dedicated, "DROP OWNED BY mover");
            fleet.close();
        }
    }
}
