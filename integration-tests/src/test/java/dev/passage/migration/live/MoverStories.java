package dev.passage.migration.live;

import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.catchup.CatchUpFaultPoints;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateFaultPoints;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stories of a mover who is late, early or overtaken; each returns whether its rule held. */
final class MoverStories {
    private static final long FIRST = 17;
    private static final long SECOND = 18;
    private static final String SOMEBODY = "somebody/else";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Gate.Guard NOBODY_ASKS = connection -> {};

    private MoverStories() {}

    /** Long enough for what happens within the pause. */
    private static TenantMove patient() {
        return LiveFleet.move().pausingAtMost(LONG);
    }

    /** Somebody's transaction ends when what had been there is brought, while the gate waits for it to be closed. */
    static boolean writerWhoEndsWhileTheGateCloses() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2);
                Connection slow = stage.fleet.tenants.connection(LiveFleet.TENANT)) {
            slow.setAutoCommit(false);
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> {
                Stage.add(slow, FIRST);
                stage.at(TenantFaultPoints.CLOSING, slow::commit);
            });

            stage.move(patient());

            return Stage.has(stage.fleet.dedicated, FIRST);
        }
    }

    /** The transaction that took its number in the log first commits after the mover has read what the second left there. */
    static boolean twoWritersOutOfOrder() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.POSTGRESQL);
                Connection slow = stage.fleet.tenants.connection(LiveFleet.TENANT)) {
            slow.setAutoCommit(false);
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> {
                Stage.add(slow, FIRST);
                stage.add(SECOND);
                stage.at(CatchUpFaultPoints.ROWS_READ, slow::commit);
            });

            stage.move(LiveFleet.move().pausingAtMost(Duration.ofMillis(400)));

            return Stage.has(stage.fleet.dedicated, FIRST) && Stage.has(stage.fleet.dedicated, SECOND);
        }
    }

    /** Somebody writes between the reading of rows and that of entries, if it comes in that order, or just after. */
    static boolean writeBetweenRowsAndEntries() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            AtomicBoolean written = new AtomicBoolean();
            LiveMoves.Act once = () -> {
                if (written.compareAndSet(false, true)) {
                    stage.add(FIRST);
                }
            };
            stage.at(TenantFaultPoints.VERIFIED, () -> Planted.between(once));
            stage.at(TenantFaultPoints.BEFORE_CLOSING, once);

            stage.move(patient());

            return Stage.has(stage.fleet.dedicated, FIRST);
        }
    }

    /** The mover fails when it is about to commit what it brings, and tries again. */
    static boolean failedCommit() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            AtomicBoolean failed = new AtomicBoolean();
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> {
                stage.add(FIRST);
                stage.at(CatchUpFaultPoints.BEFORE_COMMIT, () -> {
                    failed.set(true);
                    throw StepFailedException.retryable(
                            FailureKind.TIMEOUT, "The commit was not sent.", "It is tried again.");
                });
            });

            stage.move(patient());
            Stage.require(failed.get());

            return Stage.has(stage.fleet.dedicated, FIRST);
        }
    }

    /** Another instance raises the fence of the target while the mover has read what it is about to write. */
    static boolean overtakenMover() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            MigrationHandle[] handle = new MigrationHandle[1];
            CountDownLatch begun = new CountDownLatch(1);
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> {
                stage.add(FIRST);
                stage.at(CatchUpFaultPoints.ROWS_READ, () -> {
                    Stage.await(begun);
                    raise(stage, handle[0].id());
                    stage.at(CatchUpFaultPoints.AFTER_COMMIT, over::countDown);
                    stage.at(GateFaultPoints.REOPEN_COMMITTED, over::countDown);
                });
            });

            handle[0] = LiveMoves.begin(stage.engine, patient());
            begun.countDown();
            Stage.await(over);
            stage.checkPlayed();

            return !Stage.has(stage.fleet.dedicated, FIRST);
        }
    }

    private static void raise(Stage stage, MigrationId migration) throws SQLException {
        long token;
        try (Connection connection = stage.fleet.dedicated.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT \"token\" FROM \"passage_fence\"")) {
            row.next();
            token = row.getLong(1);
        }
        new Fence(stage.fleet.endpoints.get(EndpointName.of("dedicated")))
                .raise(migration, new FencingToken(token + 1));
    }

    /** The time of the closing passes, somebody writes, and somebody else closes the gate before the decision is taken. */
    static boolean secondClosing() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            Gate gate = stage.gate("shared");
            stage.at(TenantFaultPoints.BEFORE_DECIDING, () -> {
                expire(stage);
                Stage.require(gate.heal(LiveFleet.TENANT));
                stage.add(FIRST);
                Stage.require(gate.close(NOBODY_ASKS, LiveFleet.TENANT, 0, SOMEBODY, LONG, LONG));
            });
            stage.at(
                    TenantFaultPoints.BEFORE_CLOSING,
                    () -> {},
                    () -> Stage.require(gate.reopen(NOBODY_ASKS, LiveFleet.TENANT, SOMEBODY)));

            stage.move(patient());

            return Stage.has(stage.fleet.dedicated, FIRST);
        }
    }

    /** The time of the closing passes before the decision is taken, and nobody has opened the gate yet. */
    static boolean lateDecision() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            AtomicBoolean again = new AtomicBoolean();
            stage.at(TenantFaultPoints.BEFORE_DECIDING, () -> expire(stage));
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> {}, () -> again.set(true));

            stage.move(patient());

            return again.get();
        }
    }

    private static void expire(Stage stage) throws SQLException {
        LiveFleet.execute(stage.fleet.shared, "UPDATE \"passage_gate\" SET \"closed_until\" = 0");
    }

    /** Somebody who saw the tenant leave opens the target when the tenant has come back already. */
    static boolean lateOpening() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2)) {
            Endpoint shared = fleet.endpoints.get(EndpointName.of("shared"));
            Endpoint dedicated = fleet.endpoints.get(EndpointName.of("dedicated"));
            GateTables.createMissing(shared);
            GateTables.createMissing(dedicated);
            Gate here = new Gate(shared);
            Gate there = new Gate(dedicated);
            here.ensure(LiveFleet.TENANT);
            leave(here, 0, dedicated);
            there.open(LiveFleet.TENANT, 1);
            leave(there, 1, shared);
            here.open(LiveFleet.TENANT, 2);

            there.open(LiveFleet.TENANT, 1);

            Stage.require(here.read(LiveFleet.TENANT).filter(GateState::isOpen).isPresent());
            return there.read(LiveFleet.TENANT).filter(GateState::isOpen).isEmpty();
        }
    }

    private static void leave(Gate side, long epoch, Endpoint successor) throws SQLException {
        Stage.require(side.close(NOBODY_ASKS, LiveFleet.TENANT, epoch, SOMEBODY, LONG, LONG));
        Stage.require(side.decide(NOBODY_ASKS, LiveFleet.TENANT, SOMEBODY, successor.name()));
    }

    /** Somebody writes as soon as the target is open, and later the tenant goes back in haste, without comparing both sides again. */
    static boolean writeBeforeTheWayBack() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            stage.at(TenantFaultPoints.SWITCH_ROUTED, () -> {
                stage.add(FIRST);
                Planted.armLate();
            });
            MigrationHandle handle =
                    LiveMoves.intoWindow(stage.engine, patient().keepingWayBackFor(Duration.ofHours(1)));
            stage.checkPlayed();
            Stage.require(Stage.has(stage.fleet.dedicated, FIRST));

            stage.engine
                    .rollback(
                            handle.id(),
                            RollbackOptions.carryingWrites(ConflictStrategy.TARGET_WINS)
                                    .asEmergency()
                                    .by("on-call"))
                    .await(LiveMoves.LIMIT);

            return Stage.has(stage.fleet.shared, FIRST);
        }
    }
}
