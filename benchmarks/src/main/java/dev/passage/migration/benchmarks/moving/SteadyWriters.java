package dev.passage.migration.benchmarks.moving;

import dev.passage.migration.routing.TenantConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writers of one tenant through the connection wrapper, each on vehicles of its own, until they are closed. */
final class SteadyWriters implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ONE_IN = 40;
    private static final long SHORTEST = Duration.ofMillis(10).toNanos();
    private static final long LONGEST = Duration.ofMillis(30).toNanos();

    private final TenantConnections tenants;
    private final int threads;
    private final ExecutorService executor;
    private final List<Write> writes = new ArrayList<>();
    private final List<Exception> errors = new ArrayList<>();
    private volatile Duration every;
    private volatile int tenant;
    private volatile boolean closed;

    /** Starts writers each of which begins its next transaction so long after the one before, or when that has ended. */
    SteadyWriters(TenantConnections tenants, int tenant, int threads, Duration every) {
        this.tenants = tenants;
        this.tenant = tenant;
        this.threads = threads;
        this.every = every;
        this.executor = Executors.newFixedThreadPool(threads);
        for (int writer = 0; writer < threads; writer++) {
            int number = writer;
            executor.execute(() -> write(number));
        }
    }

    private void write(int writer) {
        SplittableRandom random = new SplittableRandom(writer);
        while (!closed) {
            long next = System.nanoTime() + every.toNanos();
            try {
                write(writer, random);
            } catch (SQLException | RuntimeException failure) {
                synchronized (errors) {
                    errors.add(failure);
                }
            }
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void write(int writer, SplittableRandom random) throws SQLException {
        int number = tenant;
        long vehicle = (long) number * Neighbours.BLOCK
                + random.nextInt(Neighbours.VEHICLES / threads) * (long) threads
                + writer;
        long own = random.nextInt(ONE_IN) == 0 ? random.nextLong(SHORTEST, LONGEST) : 0;
        long begun = System.nanoTime();
        String database = tenants.computeInTransaction(Neighbours.tenant(number), LIMIT, connection -> {
            drive(connection, vehicle);
            LockSupport.parkNanos(own);
            return connection.getCatalog();
        });
        long nanos = System.nanoTime() - begun - own;
        synchronized (writes) {
            writes.add(new Write(writer, nanos, database));
        }
    }

    static void drive(Connection connection, long vehicle) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE vehicles SET odometer = odometer + 1 WHERE id = ?")) {
            update.setLong(1, vehicle);
            update.executeUpdate();
        }
    }

    /** Lets them keep another pace. */
    void every(Duration other) {
        every = other;
    }

    /** Lets the next transactions be those of another tenant. */
    void turnTo(int other) {
        tenant = other;
    }

    /** Returns what was acknowledged since the last time. */
    List<Write> taken() {
        synchronized (writes) {
            List<Write> taken = List.copyOf(writes);
            writes.clear();
            return taken;
        }
    }

    List<Exception> errors() {
        synchronized (errors) {
            return List.copyOf(errors);
        }
    }

    @Override
    public void close() {
        closed = true;
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The writers did not end within " + LIMIT + ".");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
