package dev.passage.migration.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.TenantMovingException;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.GateFaultPoints;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A strict read never returns what was true only before a write that was acknowledged when it began (promise 2, K2). */
class StrictReadsTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    Path folder;

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void holdsTheSwitchUntilTheReadingTransactionEnds(Engine engine) throws SQLException {
        RoutingFixture fixture = counting(engine);
        try (Connection reader = reader(fixture.tenants.readingStrictly())) {
            assertThat(value(reader)).isOne();

            long acknowledged = writtenAfterTheSwitch(fixture);

            assertThat(acknowledged).isZero();
            assertThat(value(reader)).isOne();
            reader.commit();
            assertThat(writtenAfterTheSwitch(fixture)).isEqualTo(2);
            assertThat(value(reader)).isEqualTo(2);
        }
    }

    @Test
    void readsAnOldValueAfterTheSwitchWhenNotStrict() throws SQLException {
        RoutingFixture fixture = counting(Engine.POSTGRESQL);
        try (Connection reader = reader(fixture.tenants)) {
            assertThat(value(reader)).isOne();

            long acknowledged = writtenAfterTheSwitch(fixture);

            assertThat(acknowledged).isEqualTo(2);
            assertThat(value(reader)).isLessThan(acknowledged);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void goesToTheNewSideByARouteThatIsOutOfDate(Engine engine) throws SQLException {
        RoutingFixture fixture = counting(engine);
        TenantRouter outdated = TenantRouter.startingAt(RoutingFixture.SHARED);
        long acknowledged = writtenAfterTheSwitch(fixture);
        try (Connection reader =
                reader(TenantConnections.over(fixture.endpoints, outdated).readingStrictly())) {

            assertThat(value(reader)).isEqualTo(acknowledged);
        }
        assertThat(outdated.epochOf("acme")).isOne();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void isRepeatedWithinItsDeadlineWhileTheGateIsClosed(Engine engine) throws SQLException {
        RoutingFixture fixture = counting(engine);
        TenantConnections reading = fixture.tenants.readingStrictly();
        fixture.close(RoutingFixture.MINUTE);

        assertThatThrownBy(() -> reading.computeInTransaction("acme", SHORT, StrictReadsTest::readOnly))
                .isInstanceOf(TenantMovingException.class);
        at(RoutingFaultPoints.GATE_CLOSED, fixture::reopen);
        assertThat(reading.computeInTransaction("acme", RoutingFixture.MINUTE, StrictReadsTest::readOnly))
                .isOne();
    }

    /** The statement that waits sees the gate as it was before the wait, so that only a later one tells the truth. */
    @Test
    void looksAtTheGateAfterItHasWaitedForItsTurn() throws Exception {
        RoutingFixture fixture = counting(Engine.POSTGRESQL);
        TenantConnections reading = fixture.tenants.readingStrictly();
        CompletableFuture<Long> read = new CompletableFuture<>();
        at(GateFaultPoints.CLOSE_WRITTEN, () -> {
            new Thread(() -> {
                        try {
                            read.complete(reading.computeInTransaction(
                                    "acme", RoutingFixture.MINUTE, StrictReadsTest::readOnly));
                        } catch (SQLException | RuntimeException failure) {
                            read.completeExceptionally(failure);
                        }
                    })
                    .start();
            awaitWaiting(fixture);
        });
        TestDatabase.execute(fixture.dedicatedDatabase, "UPDATE counter SET number = 10");

        long acknowledged = writtenAfterTheSwitch(fixture);

        assertThat(acknowledged).isEqualTo(11);
        assertThat(read.get(1, TimeUnit.MINUTES)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void readsAsOfTheFirstStatementUnderRepeatableRead() throws SQLException {
        RoutingFixture fixture = counting(Engine.POSTGRESQL);
        try (Connection reader = reader(fixture.tenants.readingStrictly())) {
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(value(reader)).isOne();

            assertThat(writtenAfterTheSwitch(fixture)).isEqualTo(2);

            assertThat(value(reader)).isOne();
            reader.commit();
            assertThat(value(reader)).isEqualTo(2);
        }
    }

    /** A counter that stands at one, on both sides as if it had been brought. */
    private RoutingFixture counting(Engine engine) throws SQLException {
        RoutingFixture fixture = new RoutingFixture(engine, folder);
        TestDatabase.execute(fixture.sharedDatabase, "CREATE TABLE counter (number BIGINT)");
        TestDatabase.execute(fixture.sharedDatabase, "INSERT INTO counter VALUES (1)");
        TestDatabase.execute(fixture.dedicatedDatabase, "CREATE TABLE counter (number BIGINT)");
        TestDatabase.execute(fixture.dedicatedDatabase, "INSERT INTO counter VALUES (1)");
        return fixture;
    }

    private static Connection reader(TenantConnections tenants) throws SQLException {
        Connection connection = tenants.connection("acme");
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    private static long value(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM counter")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long readOnly(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        return value(connection);
    }

    /** Switches, unless somebody holds that up, and counts on at the new side; returns what was acknowledged there, else zero. */
    private static long writtenAfterTheSwitch(RoutingFixture fixture) throws SQLException {
        try {
            fixture.shared.close(guard -> {}, "acme", 0, "c1", RoutingFixture.MINUTE, SHORT);
        } catch (StepFailedException heldUp) {
            return 0;
        }
        fixture.shared.decide(guard -> {}, "acme", "c1", RoutingFixture.DEDICATED);
        fixture.dedicated.open("acme", 1);
        return fixture.tenants.computeInTransaction("acme", RoutingFixture.MINUTE, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE counter SET number = number + 1");
            }
            return value(connection);
        });
    }

    @FunctionalInterface
    private interface Act {
        void run() throws SQLException;
    }

    /** Does something the first time a point is reached. */
    private static void at(FaultPoint where, Act act) {
        AtomicBoolean done = new AtomicBoolean();
        FaultPoint.inject(point -> {
            if (point.equals(where) && done.compareAndSet(false, true)) {
                try {
                    act.run();
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        });
    }

    /** Returns when somebody waits for a turn at the gate. */
    private static void awaitWaiting(RoutingFixture fixture) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (TestDatabase.number(
                        fixture.sharedDatabase,
                        "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                                + " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted")
                == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
