package dev.passage.migration.routing;

import static dev.passage.migration.routing.RoutingFixture.DEDICATED;
import static dev.passage.migration.routing.RoutingFixture.MINUTE;
import static dev.passage.migration.routing.RoutingFixture.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.TenantMovingException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers find their tenant's owner, wait at its gate and lose nothing (promises 1 and 2, K2). */
class TenantConnectionsTest {

    @TempDir
    Path folder;

    @AfterEach
    void stopInjecting() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void claimsATenantThatNeverMovedAtItsHomeAndCreatesTheTables(Engine engine) throws SQLException {
        Endpoints endpoints = Endpoints.of(Map.of("shared", TestDatabase.create(engine, folder)));
        TenantConnections tenants = TenantConnections.over(endpoints, TenantRouter.startingAt(SHARED));

        long one = tenants.computeInTransaction("new", MINUTE, connection -> {
            try (Statement statement = connection.createStatement();
                    var row = statement.executeQuery("SELECT 1")) {
                row.next();
                return row.getLong(1);
            }
        });

        assertThat(one).isOne();
        assertThat(new Gate(endpoints.get(SHARED)).read("new"))
                .hasValueSatisfying(gate -> assertThat(gate.isOpen()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void closingWaitsForATransactionOfAWriter(Engine engine) throws Exception {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection writer = fixture.tenants.connection("acme")) {
            writer.setAutoCommit(false);
            insert(writer, 1);

            Future<Void> closing = threads.submit(() -> {
                fixture.close(MINUTE);
                return null;
            });
            assertThat(fixture.shared.read("acme").orElseThrow().isOpen()).isTrue();
            insert(writer, 2);
            writer.commit();
            closing.get(30, TimeUnit.SECONDS);

            assertThat(fixture.notes(fixture.sharedDatabase)).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void followsATenantThatMovedAndTakesItsPreparedStatementsAlong(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        try (Connection writer = fixture.tenants.connection("acme");
                PreparedStatement insert = writer.prepareStatement("INSERT INTO note VALUES (?, ?)")) {
            insert.setString(2, "kept");
            insert.setInt(1, 1);
            insert.executeUpdate();
            insert.setInt(1, 2);

            fixture.move();
            insert.executeUpdate();
            insert.setInt(1, 3);
            insert.addBatch();
            insert.setInt(1, 4);
            insert.addBatch();
            insert.executeBatch();
        }

        assertThat(fixture.notes(fixture.sharedDatabase)).isOne();
        assertThat(fixture.notes(fixture.dedicatedDatabase)).isEqualTo(3);
        assertThat(TestDatabase.number(
                        fixture.dedicatedDatabase, "SELECT COUNT(*) FROM note WHERE body = 'kept' AND id IN (2, 3, 4)"))
                .isEqualTo(3);
        assertThat(fixture.router.ownerOf("acme")).isEqualTo(DEDICATED);
        assertThat(fixture.router.epochOf("acme")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void completesAMoveWhoseMoverDiedAfterTheDecision(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        fixture.decide();

        fixture.tenants.inTransaction("acme", writer -> insert(writer, 1));

        assertThat(fixture.notes(fixture.dedicatedDatabase)).isOne();
        assertThat(fixture.dedicated.read("acme").orElseThrow().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAStaleDeleteThatWouldMatchNothing(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        TestDatabase.execute(fixture.dedicatedDatabase, "INSERT INTO note VALUES (1, 'moved here')");
        fixture.move();

        try (Connection stale = fixture.tenants.connection("acme");
                Statement statement = stale.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM note WHERE id = 1")).isOne();
        }

        assertThat(fixture.notes(fixture.dedicatedDatabase)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void waitsWhileTheGateIsClosedAndThenGoesOn(Engine engine) throws Exception {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        fixture.close(MINUTE);
        CountDownLatch waiting = new CountDownLatch(3);
        FaultPoint.inject(point -> {
            if (point.equals(RoutingFaultPoints.GATE_CLOSED)) {
                waiting.countDown();
            }
        });
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<Void> writing = threads.submit(() -> {
                fixture.tenants.inTransaction("acme", writer -> insert(writer, 1));
                return null;
            });
            assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(writing.isDone()).isFalse();

            fixture.reopen();
            writing.get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(fixture.notes(fixture.sharedDatabase)).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void givesUpAtTheCallersDeadlineAndStoresNothing(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        fixture.close(MINUTE);
        TenantConnections impatient = fixture.tenants.waitingAtMost(Duration.ofMillis(50));

        assertThatThrownBy(() -> impatient.inTransaction("acme", writer -> insert(writer, 1)))
                .isInstanceOf(TenantMovingException.class);
        try (Connection writer = impatient.connection("acme")) {
            assertThatThrownBy(() -> insert(writer, 1)).isInstanceOf(TenantMovingException.class);
        }

        fixture.reopen();
        assertThat(fixture.notes(fixture.sharedDatabase)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void opensAGateWhoseTimeIsOver(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        fixture.close(Duration.ofNanos(1_000));

        fixture.tenants.inTransaction("acme", writer -> insert(writer, 1));

        assertThat(fixture.shared.read("acme").orElseThrow().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoAcknowledgedWriteWhileTheTenantMoves(Engine engine) throws Exception {
        String tenant = "it's; DROP TABLE \"note\" -- \\ é";
        RoutingFixture fixture = new RoutingFixture(engine, folder, tenant);
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean moved = new AtomicBoolean();
        CountDownLatch warm = new CountDownLatch(20);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Integer> acknowledged = new ArrayList<>();
        try {
            List<Future<List<Integer>>> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                writers.add(threads.submit(() -> {
                    List<Integer> own = new ArrayList<>();
                    for (int after = 0; after < 10; after += moved.get() ? 1 : 0) {
                        int id = next.incrementAndGet();
                        fixture.tenants.inTransaction(tenant, connection -> insert(connection, id));
                        own.add(id);
                        warm.countDown();
                    }
                    return own;
                }));
            }
            assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();
            fixture.decide();
            long atSwitch = fixture.notes(fixture.sharedDatabase);
            moved.set(true);
            for (Future<List<Integer>> writer : writers) {
                acknowledged.addAll(writer.get(60, TimeUnit.SECONDS));
            }

            assertThat(fixture.notes(fixture.sharedDatabase)).isEqualTo(atSwitch);
            assertThat(atSwitch + fixture.notes(fixture.dedicatedDatabase)).isEqualTo(acknowledged.size());
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAnOwnerThatNobodyMovedTheTenantTo(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        fixture.dedicated.ensure("acme");
        fixture.decide();

        assertThatThrownBy(() -> fixture.tenants.inTransaction("acme", writer -> insert(writer, 1)))
                .isInstanceOf(EndpointUnavailableException.class)
                .hasMessageContaining("acme")
                .hasMessageContaining("dedicated");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void repeatsATransactionThatLostAgainstAnother(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        AtomicInteger runs = new AtomicInteger();

        fixture.tenants.inTransaction("acme", writer -> {
            insert(writer, 1);
            if (runs.incrementAndGet() == 1) {
                throw new SQLException("lost", "40001", 40001);
            }
        });

        assertThat(runs).hasValue(2);
        assertThat(fixture.notes(fixture.sharedDatabase)).isOne();
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?, 'x')")) {
            insert.setInt(1, id);
            insert.executeUpdate();
        }
    }
}
