package dev.passage.migration.examples.demo;

import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.testkit.history.Writers;
import dev.passage.migration.testkit.history.WrittenStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The host application's users, who go on writing to the tenant while it moves; what they were told is compared in the end (T6). */
final class DemoWriters implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int KEYS = 2_000;
    private static final long SEED = 42;
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final String CHANGE = "UPDATE \"geofences\" SET \"name\" = ? WHERE \"id\" = ?";
    private static final String ADD =
            "INSERT INTO \"geofences\" (\"name\", \"id\", \"customer_id\", \"radius_m\") VALUES (?, ?, ?, 100)";
    private static final String REMOVE = "DELETE FROM \"geofences\" WHERE \"id\" = ?";
    private static final String READ = "SELECT \"id\", \"name\" FROM \"geofences\" WHERE \"id\" LIKE ?";

    private final TenantConnections tenants;
    private final String prefix;
    private final Writers writers;
    private List<String> violations = List.of();

    private DemoWriters(TenantConnections tenants) {
        this.tenants = tenants.waitingAtMost(PATIENCE);
        this.prefix = "demo-" + ProcessHandle.current().pid() + "-";
        this.writers = Writers.start(store(), THREADS, KEYS, SEED);
    }

    static DemoWriters start(TenantConnections tenants) {
        return new DemoWriters(tenants);
    }

    private WrittenStore store() {
        return new WrittenStore() {
            @Override
            public void put(long key, String value) throws SQLException {
                repeated(connection -> {
                    if (run(connection, CHANGE, value, prefix + key) == 0) {
                        run(connection, ADD, value, prefix + key, DemoFleet.TENANT);
                    }
                });
            }

            @Override
            public void delete(long key) throws SQLException {
                repeated(connection -> run(connection, REMOVE, prefix + key));
            }
        };
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    /** Two that add the same geofence get in each other's way, as anywhere; the second changes it then. */
    private void repeated(Work work) throws SQLException {
        while (true) {
            try {
                tenants.inTransaction(DemoFleet.TENANT, work::on);
                return;
            } catch (SQLException refused) {
                String state = String.valueOf(refused.getSQLState());
                if (!state.startsWith("23") && !state.startsWith("40")) {
                    throw refused;
                }
            }
        }
    }

    private static int run(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setString(index + 1, values[index]);
            }
            return statement.executeUpdate();
        }
    }

    /** Ends the writers, and looks for each write where the tenant is now. */
    String judge() throws SQLException, InterruptedException {
        writers.stop();
        violations = writers.violations(present());
        return String.format(
                        Locale.ENGLISH,
                        "%d writers worked on %s meanwhile: %,d writes acknowledged, %d failed. A write took %d ms (p50),"
                                + " %d ms (p99), %d ms (longest).%n",
                        THREADS,
                        DemoFleet.TENANT,
                        writers.acknowledged(),
                        writers.errors().size(),
                        writers.latency(50).toMillis(),
                        writers.latency(99).toMillis(),
                        writers.latency(100).toMillis())
                + (violations.isEmpty()
                        ? "Each of them was looked for where the tenant is now, and found."
                        : "NOT AS ACKNOWLEDGED: " + String.join("; ", violations));
    }

    /** Whether every write that was judged is as it was acknowledged. */
    boolean lostNothing() {
        return violations.isEmpty();
    }

    private Map<Long, String> present() throws SQLException {
        Map<Long, String> values = new HashMap<>();
        try (Connection connection = tenants.connection(DemoFleet.TENANT);
                PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, prefix + "%");
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    values.put(Long.parseLong(row.getString(1).substring(prefix.length())), row.getString(2));
                }
            }
        }
        return values;
    }

    @Override
    public void close() {
        writers.close();
    }
}
