package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.tenant.Cutover;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.connection.FaultyDataSource;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant whose new database is dead goes back without it when somebody accepts what is lost, and only then (R3). */
class LostTargetTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final RollbackOptions CARRYING =
            RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS).by("on-call");
    private static final RollbackOptions LOSING = RollbackOptions.acceptLoss("on-call", "its disk is gone");

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void theSourceOpensWithoutTheTargetWhichIsToldWhenItComesBack(DatabaseKind kind) throws Exception {
        try (Lost lost = new Lost(kind)) {
            DatabaseImage sharedBefore = LiveFleet.imageOf(lost.fleet.shared);
            DatabaseImage dedicatedBefore = LiveFleet.imageOf(lost.fleet.dedicated);
            MigrationHandle handle = lost.moveIntoWindow();
            lost.write("UPDATE vehicles SET plate = 'came back' WHERE id = 1000000");
            lost.until(() -> plate(lost.fleet.shared, 1_000_000).equals("came back"));
            lost.engine.pause(handle.id(), "tester", "nothing more is to come back");
            handle.await(LIMIT);
            lost.write("UPDATE vehicles SET plate = 'lost' WHERE id = 1000001");
            TenantRouter stale = lost.routerOf("dedicated", 1);
            TenantRouter asleep = lost.routerOf("dedicated", 1);
            lost.die();

            MigrationResult refused =
                    lost.engine.rollback(handle.id(), CARRYING).await(LIMIT);
            assertThat(refused.state()).isEqualTo(MigrationState.FAILED);
            assertThat(refused.status().failure().orElseThrow().actions())
                    .anySatisfy(action -> assertThat(action.description()).contains("acceptLoss"));
            assertThat(lost.gate("shared").position()).isEqualTo(GateState.Position.MOVED);

            assertThat(WayBackRehearsalTest.said(lost.engine.dryRun(handle.id(), LOSING)))
                    .contains("open the gate of tenant acme on shared without dedicated")
                    .contains("lose what was written on dedicated since")
                    .contains("everything that was written before has come back");
            assertThat(lost.gate("shared").position()).isEqualTo(GateState.Position.MOVED);

            lost.openWithoutTarget(handle);
            assertThat(lost.gate("shared").epoch()).isEqualTo(2);
            assertThat(plate(lost.fleet.shared, 1_000_000)).isEqualTo("came back");
            assertThat(plate(lost.fleet.shared, 1_000_001)).isEqualTo("P1000001");
            assertThat(lost.engine.history(handle.id()))
                    .anySatisfy(record -> assertThat(record.actor() + record.body())
                            .contains("on-call", "its disk is gone", "\"loss\":true"));

            lost.write("UPDATE vehicles SET plate = 'goes on' WHERE id = 1000002");
            lost.write(stale, "UPDATE vehicles SET weight = 7 WHERE id = 1000002");
            assertThat(stale.ownerOf(LiveFleet.TENANT).value()).isEqualTo("shared");
            assertThat(stale.epochOf(LiveFleet.TENANT)).isEqualTo(2);
            assertThat(plate(lost.fleet.shared, 1_000_002)).isEqualTo("goes on");

            lost.comeBack();
            lost.until(() -> lost.gate("dedicated").position() == GateState.Position.MOVED);
            assertThat(lost.gate("dedicated").epoch()).isEqualTo(2);
            lost.write(asleep, "UPDATE vehicles SET weight = 8 WHERE id = 1000002");
            assertThat(asleep.ownerOf(LiveFleet.TENANT).value()).isEqualTo("shared");
            assertThat(plate(lost.fleet.dedicated, 1_000_001)).isEqualTo("lost");
            MigrationResult told = handle.await(LIMIT);
            assertThat(told.state()).isEqualTo(MigrationState.WAITING);
            assertThat(lost.engine.report(handle.id()))
                    .contains("what was written on dedicated since")
                    .contains("written on dedicated only")
                    .containsIgnoringCase("1 rows: id = 1000001");

            lost.engine.signal(handle.id(), ExecutionOptions.CLEAN_UP, "on-call", "the rows are mended");
            MigrationResult end = handle.await(LIMIT);
            assertThat(end.state()).as("%s", end.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(dedicatedBefore.differencesTo(LiveFleet.imageOf(lost.fleet.dedicated)))
                    .isEmpty();
            LiveFleet.checkNoResidue(sharedBefore, lost.fleet.shared);
            LiveFleet.checkNoResidue(dedicatedBefore, lost.fleet.dedicated);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aMoveThatHeldItsWritesLosesWhatWasWrittenSinceItsSwitch(DatabaseKind kind) throws Exception {
        try (Lost lost = new Lost(kind)) {
            MigrationHandle handle = lost.execute(LiveFleet.move().holdingWrites());
            assertThat(handle.await(LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
            lost.write("UPDATE vehicles SET plate = 'lost' WHERE id = 1000001");
            lost.die();

            lost.openWithoutTarget(handle);

            assertThat(plate(lost.fleet.shared, 1_000_001)).isEqualTo("P1000001");
            assertThat(lost.engine.report(handle.id()).replaceAll("\\s+", " "))
                    .contains("what was written on dedicated since the switch, which was begun at");
            lost.write("UPDATE vehicles SET plate = 'goes on' WHERE id = 1000002");
            assertThat(plate(lost.fleet.shared, 1_000_002)).isEqualTo("goes on");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aTargetThatNeverComesBackIsWaitedForUntilSomebodySaysSo(DatabaseKind kind) throws Exception {
        try (Lost lost = new Lost(kind)) {
            DatabaseImage before = LiveFleet.imageOf(lost.fleet.shared);
            MigrationHandle handle = lost.moveIntoWindow();
            lost.die();
            lost.openWithoutTarget(handle);

            lost.engine.signal(handle.id(), Cutover.GONE, "on-call", "the machine was scrapped");
            assertThat(handle.await(LIMIT).state()).isEqualTo(MigrationState.WAITING);
            lost.engine.signal(handle.id(), ExecutionOptions.CLEAN_UP, "on-call", "nothing to look at");
            MigrationResult end = handle.await(LIMIT);

            assertThat(end.state()).as("%s", end.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            LiveFleet.checkNoResidue(before, lost.fleet.shared);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aTargetThatCanBeReachedLosesNothing(DatabaseKind kind) throws Exception {
        try (Lost lost = new Lost(kind)) {
            MigrationHandle handle = lost.moveIntoWindow();
            lost.write("UPDATE vehicles SET plate = 'kept' WHERE id = 1000001");

            MigrationResult refused = lost.engine.rollback(handle.id(), LOSING).await(LIMIT);

            assertThat(refused.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            assertThat(refused.status().failure().orElseThrow().message()).contains("dedicated can be reached");
            assertThat(lost.gate("dedicated").isOpen()).isTrue();
            MigrationResult back = lost.engine.rollback(handle.id(), CARRYING).await(LIMIT);
            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(plate(lost.fleet.shared, 1_000_001)).isEqualTo("kept");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "H2")
    void nobodyWritesAnywhereUntilTheLossIsAccepted(DatabaseKind kind) throws Exception {
        try (Lost lost = new Lost(kind)) {
            lost.moveIntoWindow();
            lost.die();

            assertThatThrownBy(() -> lost.write("UPDATE vehicles SET plate = 'x' WHERE id = 1000001"))
                    .isInstanceOf(EndpointUnavailableException.class)
                    .hasMessageContaining("dedicated");
            assertThat(lost.gate("shared").position()).isEqualTo(GateState.Position.MOVED);
        }
    }

    private static String plate(DataSource side, long vehicle) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT plate FROM vehicles WHERE id = " + vehicle)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }

    /** A fleet whose dedicated database can die and come back. */
    private static final class Lost implements AutoCloseable {
        private final LiveFleet fleet;
        private final FaultyDataSource mortal;
        private final Endpoints endpoints;
        private final TenantRouter router = TenantRouter.startingAt(EndpointName.of("shared"));
        private final MigrationController engine;

        Lost(DatabaseKind kind) throws SQLException {
            fleet = new LiveFleet(kind);
            mortal = new FaultyDataSource(fleet.dedicated);
            endpoints = Endpoints.of(Map.of("shared", fleet.shared, "dedicated", mortal));
            engine = MigrationEngine.builder()
                    .journal(JdbcJournal.on(fleet.journal).creatingSchema())
                    .register(new TenantMoveHandler(endpoints, router))
                    .build();
            fleet.fill(3, 2);
        }

        MigrationHandle execute(TenantMove move) {
            MigrationPlan plan = engine.plan(MigrationSpec.of(move));
            return engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
        }

        MigrationHandle moveIntoWindow() throws Exception {
            return LiveMoves.intoWindow(engine, WayBackConflictsTest.move());
        }

        /** Waits until nothing is left to do but what needs the target. */
        void openWithoutTarget(MigrationHandle handle) throws Exception {
            engine.rollback(handle.id(), LOSING);
            until(() -> {
                MigrationStatus status = engine.status(handle.id());
                assertThat(status.state())
                        .as("%s", status.failure())
                        .isNotIn(MigrationState.FAILED, MigrationState.ROLLBACK_FAILED);
                return status.state() == MigrationState.WAITING
                        && gate("shared").isOpen();
            });
        }

        void die() {
            mortal.limitTo(0);
        }

        void comeBack() {
            mortal.heal();
        }

        GateState gate(String endpoint) throws SQLException {
            DataSource real = endpoint.equals("shared") ? fleet.shared : fleet.dedicated;
            return new Gate(Endpoints.of(Map.of(endpoint, real)).get(EndpointName.of(endpoint)))
                    .read(LiveFleet.TENANT)
                    .orElseThrow();
        }

        /** As of another process that heard of the move there and of nothing since. */
        TenantRouter routerOf(String endpoint, long epoch) {
            TenantRouter other = TenantRouter.startingAt(EndpointName.of("shared"));
            other.moved(LiveFleet.TENANT, EndpointName.of(endpoint), epoch);
            return other;
        }

        void write(String sql) throws SQLException {
            write(router, sql);
        }

        void write(TenantRouter route, String sql) throws SQLException {
            TenantConnections.over(endpoints, route)
                    .inTransaction(
                            LiveFleet.TENANT,
                            connection -> assertThat(LiveFleet.insert(connection, sql))
                                    .isEqualTo(1));
        }

        void until(Callable<Boolean> reached) throws Exception {
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!reached.call()) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(GLANCE.toNanos());
            }
        }

        @Override
        public void close() {
            engine.close();
            fleet.close();
        }
    }
}
