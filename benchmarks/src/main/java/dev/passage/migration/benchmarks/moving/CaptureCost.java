package dev.passage.migration.benchmarks.moving;

import dev.passage.migration.MigrationHandle;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.Cutover;
import dev.passage.migration.tenant.TenantMove;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the triggers and the gate of a live move add to a write, for the tenant that moves and for one that stays, on a durable
 * PostgreSQL; tenant after tenant, before its move and while the move follows its writes (D8).
 *
 * <p>Argument: number of rounds, 8 unless said.
 */
final class CaptureCost {
    private static final int WRITES = 1_000;
    private static final int STATEMENTS = 50;
    private static final int MEDIAN = 50;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final double MICROS = 1e3;

    private final Neighbours neighbours;
    private final TenantConnections tenants;
    private final Map<String, List<Write>> ways = new LinkedHashMap<>();

    private CaptureCost(Neighbours neighbours, TenantConnections tenants) {
        this.neighbours = neighbours;
        this.tenants = tenants;
    }

    /**
     * Measures and prints.
     *
     * @param arguments as said above
     * @throws Exception when a database cannot be used
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
        try (Neighbours neighbours = Neighbours.create(rounds + 1, Neighbours.TRIPS)) {
            TenantRouter router = TenantRouter.startingAt(EndpointName.of(Neighbours.SHARED));
            CaptureCost cost = new CaptureCost(neighbours, TenantConnections.over(neighbours.endpoints(), router));
            try (Mover mover = new Mover(neighbours.journal(), neighbours.endpoints(), router)) {
                cost.round(mover, 1);
                cost.ways.clear();
                for (int tenant = 2; tenant <= rounds + 1; tenant++) {
                    cost.round(mover, tenant);
                }
            }
            cost.print();
        }
    }

    private void round(Mover mover, int tenant) throws SQLException, InterruptedException {
        write("before", tenant);
        MigrationHandle handle = mover.begin(TenantMove.of(Neighbours.tenant(tenant))
                .from(Neighbours.SHARED)
                .to(Neighbours.DEDICATED)
                .switchingOnSignal());
        awaitFollowing(handle);
        write("during", tenant);
        mover.controller().signal(handle.id(), Cutover.SIGNAL, "benchmark", "measured");
        Mover.completed(handle);
    }

    private static void awaitFollowing(MigrationHandle handle) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (handle.status().steps().stream().noneMatch(step -> step.state() == StepState.WAITING)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The move does not wait for its signal: " + handle.status());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void write(String when, int tenant) throws SQLException {
        single("one row, " + when, tenant);
        single("one row of a neighbour, " + when, 0);
        throughTheGate("one row through the wrapper, " + when, tenant);
        bulk("a row of 400 in a statement, " + when, tenant);
        bulk("a neighbour's row of 400 in a statement, " + when, 0);
    }

    private void single(String way, int tenant) throws SQLException {
        try (Connection connection = neighbours.shared().getConnection()) {
            connection.setAutoCommit(false);
            for (int number = 0; number < WRITES; number++) {
                long begun = System.nanoTime();
                SteadyWriters.drive(connection, vehicle(tenant, number));
                connection.commit();
                took(way, System.nanoTime() - begun);
            }
        }
    }

    private void throughTheGate(String way, int tenant) throws SQLException {
        for (int number = 0; number < WRITES; number++) {
            long vehicle = vehicle(tenant, number);
            long begun = System.nanoTime();
            tenants.inTransaction(Neighbours.tenant(tenant), connection -> SteadyWriters.drive(connection, vehicle));
            took(way, System.nanoTime() - begun);
        }
    }

    private static long vehicle(int tenant, int number) {
        return (long) tenant * Neighbours.BLOCK + number % Neighbours.VEHICLES;
    }

    private void bulk(String way, int tenant) throws SQLException {
        try (Connection connection = neighbours.shared().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE vehicles SET odometer = odometer + 1 WHERE customer_id = ?")) {
            connection.setAutoCommit(false);
            update.setString(1, Neighbours.tenant(tenant));
            for (int number = 0; number < STATEMENTS; number++) {
                long begun = System.nanoTime();
                int rows = update.executeUpdate();
                took(way, (System.nanoTime() - begun) / rows);
                connection.commit();
            }
        }
    }

    private void took(String way, long nanos) {
        ways.computeIfAbsent(way, unused -> new ArrayList<>()).add(new Write(0, nanos, Neighbours.SHARED));
    }

    private void print() {
        System.out.println("| write | p50 us | p99 us |");
        System.out.println("|---|--:|--:|");
        ways.forEach((way, writes) -> System.out.printf(
                Locale.ENGLISH,
                "| %s | %.1f | %.1f |%n",
                way,
                Write.millis(writes, MEDIAN) * MICROS,
                Write.millis(writes, 99) * MICROS));
        figure("live.capture.row.ratio", "one row, ");
        figure("live.capture.neighbour.ratio", "one row of a neighbour, ");
        figure("live.capture.wrapper.ratio", "one row through the wrapper, ");
    }

    private void figure(String name, String way) {
        System.out.printf(
                Locale.ENGLISH,
                "figure %s = %.2f (bound none, medians during over before)%n",
                name,
                Write.millis(ways.getOrDefault(way + "during", List.of()), MEDIAN)
                        / Write.millis(ways.getOrDefault(way + "before", List.of()), MEDIAN));
    }
}
