package dev.passage.migration.live;

import dev.passage.migration.gate.GateFaultPoints;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.RoutingFaultPoints;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Stories of those who write and read while their tenant moves; each returns whether its rule held. */
final class WriterStories {
    private static final long VEHICLE = 17;
    private static final long FIRST_OF_TENANT = 1_000_000;

    private WriterStories() {}

    /** So short that a switch which a transaction holds up is tried again soon. */
    private static TenantMove impatient() {
        return LiveFleet.move().pausingAtMost(Duration.ofMillis(400));
    }

    /** The row was added on the target, so the delete finds nothing where the route still leads, and fires no trigger. */
    static boolean deleteByAnOldRoute() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            TenantConnections outdated =
                    TenantConnections.over(stage.fleet.endpoints, TenantRouter.startingAt(EndpointName.of("shared")));
            stage.move(LiveFleet.move());
            stage.add(VEHICLE);

            outdated.inTransaction(LiveFleet.TENANT, connection -> delete(connection, VEHICLE));

            return !Stage.has(stage.fleet.dedicated, VEHICLE);
        }
    }

    /** A transaction that passed the gate before the closing deletes what somebody adds after the switch. */
    static boolean writerInFlight(DatabaseKind kind) throws Exception {
        try (Stage stage = new Stage(kind);
                Connection early = stage.fleet.tenants.connection(LiveFleet.TENANT)) {
            early.setAutoCommit(false);
            AtomicBoolean ended = new AtomicBoolean();
            AtomicBoolean overtaken = new AtomicBoolean();
            LiveMoves.Act end = () -> {
                delete(early, VEHICLE);
                early.commit();
                ended.set(true);
            };
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> weight(early), end);
            stage.at(TenantFaultPoints.SWITCH_ROUTED, () -> {
                if (!ended.get()) {
                    overtaken.set(true);
                    stage.add(VEHICLE);
                    end.run();
                }
            });

            stage.move(impatient());

            return !overtaken.get() || !Stage.has(stage.fleet.dedicated, VEHICLE);
        }
    }

    /** A transaction of REPEATABLE READ comes while the gate is being closed, and writes when everything was brought. */
    static boolean writerOfAnOldSnapshot() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.POSTGRESQL)) {
            CountDownLatch answered = new CountDownLatch(1);
            CountDownLatch drained = new CountDownLatch(1);
            AtomicBoolean entered = new AtomicBoolean();
            CompletableFuture<Void> written = new CompletableFuture<>();
            Thread writer = new Thread(() -> {
                try {
                    stage.fleet.tenants.inTransaction(LiveFleet.TENANT, connection -> {
                        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                        weight(connection);
                        Stage.await(drained);
                        Stage.add(connection, VEHICLE);
                    });
                    written.complete(null);
                } catch (SQLException | RuntimeException failure) {
                    written.completeExceptionally(failure);
                }
            });
            stage.at(GateFaultPoints.CLOSE_WRITTEN, () -> {
                stage.at(RoutingFaultPoints.GATE_ENTERED, () -> {
                    entered.set(true);
                    answered.countDown();
                });
                stage.at(RoutingFaultPoints.GATE_CLOSED, answered::countDown);
                writer.start();
                awaitWaiting(stage.fleet.shared);
            });
            stage.at(TenantFaultPoints.DRAINED, () -> {
                Stage.await(answered);
                drained.countDown();
                if (entered.get()) {
                    written.join();
                }
            });

            stage.move(LiveFleet.move().pausingAtMost(Duration.ofSeconds(20)));
            written.get(1, TimeUnit.MINUTES);

            return Stage.has(stage.fleet.dedicated, VEHICLE);
        }
    }

    /** Somebody who uses the databases themselves while the gate is closed. */
    static boolean writerWithoutTheWrapper() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.H2)) {
            AtomicBoolean accepted = new AtomicBoolean();
            AtomicBoolean tried = new AtomicBoolean();
            stage.at(TenantFaultPoints.DRAINED, () -> {
                tried.set(true);
                for (DataSource side : new DataSource[] {stage.fleet.shared, stage.fleet.dedicated}) {
                    accepted.compareAndSet(false, isAccepted(side));
                }
            });
            LiveMoves.run(stage.engine, LiveFleet.move().pausingAtMost(Duration.ofSeconds(20)));
            stage.checkPlayed();
            Stage.require(tried.get());

            return !accepted.get();
        }
    }

    private static boolean isAccepted(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection()) {
            Stage.add(connection, VEHICLE);
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }

    /** A transaction that only reads passed the gate before the closing and reads once more after the switch. */
    static boolean strictReader() throws Exception {
        try (Stage stage = new Stage(DatabaseKind.POSTGRESQL);
                Connection reader = stage.fleet.tenants.readingStrictly().connection(LiveFleet.TENANT)) {
            reader.setReadOnly(true);
            reader.setAutoCommit(false);
            AtomicBoolean ended = new AtomicBoolean();
            AtomicBoolean stale = new AtomicBoolean();
            stage.at(TenantFaultPoints.BEFORE_CLOSING, () -> weight(reader), () -> {
                reader.commit();
                ended.set(true);
            });
            stage.at(TenantFaultPoints.SWITCH_ROUTED, () -> {
                if (!ended.get()) {
                    long acknowledged =
                            stage.fleet.tenants.computeInTransaction(LiveFleet.TENANT, LiveMoves.LIMIT, connection -> {
                                LiveFleet.insert(
                                        connection,
                                        "UPDATE vehicles SET weight = weight + 1 WHERE id = ?",
                                        FIRST_OF_TENANT);
                                return weight(connection);
                            });
                    stale.set(weight(reader) < acknowledged);
                    reader.commit();
                }
            });

            stage.move(impatient());

            return !stale.get();
        }
    }

    private static void delete(Connection connection, long id) throws SQLException {
        LiveFleet.insert(connection, "DELETE FROM vehicles WHERE id = ?", id);
    }

    private static long weight(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT weight FROM vehicles WHERE id = " + FIRST_OF_TENANT)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Returns when somebody waits for a turn at the gate. */
    private static void awaitWaiting(DataSource side) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Nobody waits for a turn.");
                }
                try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM pg_locks l JOIN pg_database d"
                        + " ON d.oid = l.database WHERE d.datname = current_database() AND l.locktype = 'advisory'"
                        + " AND NOT l.granted")) {
                    row.next();
                    waits = row.getLong(1) > 0;
                }
            }
        }
    }
}
