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
import java.sql.Statement;
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
    private static final int BLOCKS = 10;
    private static final int STATEMENTS = 50;
    private static final int MEDIAN = 50;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String VEHICLE = "UPDATE vehicles SET odometer = odometer + 1 WHERE id = ";

    /** Of which only the vehicle says whose it is. */
    private static final String TRIP = "UPDATE trips SET note = 'trip ' || i WHERE number = 1 AND vehicle_id = ";

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
        single("one row, " + when, VEHICLE, tenant);
        single("one row of a neighbour, " + when, VEHICLE, 0);
        single("one row below, " + when, TRIP, tenant);
        single("one row below of a neighbour, " + when, TRIP, 0);
        throughTheGate("one row through the wrapper, " + when, tenant);
        bulk("a row of 400 in a statement, " + when, tenant);
        bulk("a neighbour's row of 400 in a statement, " + when, 0);
    }

    /** Transactions of one row within the server: a client's round trips take several times as long, and not each time the same. */
    private void single(String way, String row, int tenant) throws SQLException {
        try (Connection connection = neighbours.shared().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = off");
            for (int block = 0; block < BLOCKS; block++) {
                long begun = System.nanoTime();
                statement.execute(
                        "DO $$ BEGIN FOR i IN 1.." + WRITES + " LOOP " + row + (long) tenant * Neighbours.BLOCK
                                + " + i % " + Neighbours.VEHICLES + "; COMMIT; END LOOP; END $$");
                took(way, (System.nanoTime() - begun) / WRITES);
            }
            statement.execute("RESET synchronous_commit");
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
        figure("live.capture.below.ratio", "one row below, ");
        figure("live.capture.below.neighbour.ratio", "one row below of a neighbour, ");
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
