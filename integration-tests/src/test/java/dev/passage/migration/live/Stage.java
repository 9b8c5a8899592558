package dev.passage.migration.live;

import dev.passage.migration.MigrationController;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A small fleet, and acts that are played when a move comes to points. */
final class Stage implements AutoCloseable {
    final LiveFleet fleet;
    final MigrationController engine;
    private final Map<FaultPoint, Queue<LiveMoves.Act>> cues = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable mishap;

    Stage(DatabaseKind kind) throws SQLException {
        fleet = new LiveFleet(kind);
        fleet.fill(2, 1);
        engine = LiveMoves.engine(fleet);
        FaultPoint.inject(this::reached);
    }

    /** Plays the first act when the point is reached first, the second when it is next. */
    void at(FaultPoint point, LiveMoves.Act... acts) {
        cues.computeIfAbsent(point, unused -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(acts));
    }

    private void reached(FaultPoint point) {
        Queue<LiveMoves.Act> acts = cues.get(point);
        LiveMoves.Act act = acts == null ? null : acts.poll();
        if (act != null) {
            try {
                act.run();
            } catch (SQLException | AssertionError failed) {
                mishap = failed;
                throw new IllegalStateException(failed);
            }
        }
    }

    /** What went wrong with the story itself must not be taken for a rule that was broken. */
    void checkPlayed() {
        Throwable failed = mishap;
        if (failed != null) {
            throw new IllegalStateException("The story could not be played.", failed);
        }
    }

    /** Moves the tenant to the end. */
    void move(TenantMove move) throws InterruptedException {
        MigrationResult result = LiveMoves.run(engine, move);
        checkPlayed();
        if (result.state() != MigrationState.COMPLETED) {
            throw new IllegalStateException("The move ended in " + result.state() + ": "
                    + result.status().failure());
        }
    }

    Gate gate(String side) {
        return new Gate(fleet.endpoints.get(EndpointName.of(side)));
    }

    /** Adds a vehicle as the host does; returns when it is acknowledged. */
    void add(long id) throws SQLException {
        fleet.tenants.inTransaction(LiveFleet.TENANT, connection -> add(connection, id));
    }

    static void add(Connection connection, long id) throws SQLException {
        LiveFleet.insert(
                connection,
                "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (?, ?, ?, 1)",
                id,
                LiveFleet.TENANT,
                "S" + id);
    }

    static boolean has(DataSource side, long id) throws SQLException {
        try (Connection connection = side.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT COUNT(*) FROM vehicles WHERE id = ?")) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    /** Checks that a story goes as it is told; otherwise it says nothing about its rule. */
    static void require(boolean asTold) {
        if (!asTold) {
            throw new AssertionError("The story does not go as it is told.");
        }
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new AssertionError("What was waited for did not come.");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        FaultPoint.inject(null);
        engine.close();
        fleet.close();
    }
}
