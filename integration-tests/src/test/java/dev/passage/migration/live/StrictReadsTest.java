package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers of a counter that only grows never see less than was acknowledged before they asked, while its tenant moves (K2, promise 2). */
class StrictReadsTest {
    private static final long COUNTED = 1_000_000;
    private static final int READERS = 3;
    private static final Duration THOUGHT = Duration.ofMillis(3);
    private static final int READS_AFTER_THE_MOVE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void neverReadsLessThanWasAcknowledged(DatabaseKind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
        AtomicBoolean stopped = new AtomicBoolean();
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(5, 5);
            TenantConnections reading = fleet.tenants.readingStrictly();
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(() -> repeat(stopped, () -> count(fleet))));
            for (int reader = 0; reader < READERS; reader++) {
                running.add(threads.submit(() -> repeat(stopped, () -> read(reading))));
            }

            MigrationResult result = LiveMoves.run(engine, LiveFleet.move());
            long readBefore = reads.get();
            while (reads.get() < readBefore + READS_AFTER_THE_MOVE) {
                read(reading);
            }
            stopped.set(true);
            for (Future<?> each : running) {
                each.get();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(acknowledged.get()).isPositive();
            System.out.println("figure live.strict-reads." + nameOf(kind) + " = " + reads.get() + " (bound >= "
                    + READS_AFTER_THE_MOVE + ")");
            System.out.println("figure live.stale-reads." + nameOf(kind) + " = " + stale.get() + " (bound <= 0)");
            assertThat(stale).hasValue(0);
        } finally {
            stopped.set(true);
            threads.shutdownNow();
        }
    }

    /** The same check is not blind: it sees the read of a transaction that passed the gate before the switch and took no lock there. */
    @Test
    void noticesTheStaleReadOfAReaderThatIsNotStrict() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(5, 5);

            CountDownLatch switched = new CountDownLatch(1);
            LiveMoves.at(TenantFaultPoints.SWITCH_ROUTED, switched::countDown);
            MigrationHandle handle = LiveMoves.begin(engine, LiveFleet.move());

            read(fleet.tenants, () -> {
                await(switched);
                count(fleet);
            });

            assertThat(acknowledged).hasPositiveValue();
            assertThat(stale).hasValue(1);
            assertThat(handle.await(LiveMoves.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static String nameOf(DatabaseKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @FunctionalInterface
    private interface Act {
        void run() throws SQLException;
    }

    private static boolean repeat(AtomicBoolean stopped, Act act) throws SQLException {
        while (!stopped.get()) {
            LockSupport.parkNanos(THOUGHT.toNanos());
            act.run();
        }
        return true;
    }

    private void count(LiveFleet fleet) throws SQLException {
        acknowledged.set(fleet.tenants.computeInTransaction(LiveFleet.TENANT, PATIENCE, connection -> {
            LiveFleet.insert(connection, "UPDATE vehicles SET weight = weight + 1 WHERE id = ?", COUNTED);
            return number(connection);
        }));
    }

    private void read(TenantConnections tenants) throws SQLException {
        read(tenants, () -> {});
    }

    /** The first statement of a transaction passes the gate; what counts is what a later one sees. */
    private void read(TenantConnections tenants, Act between) throws SQLException {
        boolean late = tenants.computeInTransaction(LiveFleet.TENANT, PATIENCE, connection -> {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            number(connection);
            between.run();
            long before = acknowledged.get();
            return number(connection) < before;
        });
        reads.incrementAndGet();
        stale.addAndGet(late ? 1 : 0);
    }

    private static long number(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT weight FROM vehicles WHERE id = " + COUNTED)) {
            row.next();
            return row.getLong(1);
        }
    }
}
