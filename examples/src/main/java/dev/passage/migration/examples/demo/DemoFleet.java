package dev.passage.migration.examples.demo;

import dev.passage.migration.testkit.fleet.FleetGenerator;
import dev.passage.migration.testkit.fleet.FleetSchema;
import dev.passage.migration.testkit.fleet.FleetTenant;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The fleet that the demo moves a tenant of. */
final class DemoFleet {
    static final String TENANT = "acme";

    private static final long SEED = 42;
    private static final long ROWS_BETWEEN_LINES = 100_000;
    private static final String POSITIONS = "SELECT COUNT(*) FROM \"gps_positions\" p JOIN \"vehicles\" v"
            + " ON v.\"id\" = p.\"vehicle_id\" WHERE v.\"customer_id\" = ?";

    private DemoFleet() {}

    /** Fills the shared database, and gives the dedicated one the same tables, empty. */
    static void create(DataSource shared, DataSource dedicated, long positions, PrintStream out) throws SQLException {
        FleetGenerator fleet = new FleetGenerator(SEED, FleetTenant.acmeAmongOthers(positions));
        out.printf(
                Locale.ENGLISH,
                "Making a fleet of %d tenants in the shared database: %,d rows, %,d of them positions of %s.%n",
                FleetTenant.acmeAmongOthers(positions).size(),
                fleet.rows(),
                positions,
                TENANT);
        long begun = System.nanoTime();
        AtomicLong done = new AtomicLong();
        try (Connection connection = shared.getConnection()) {
            FleetSchema.create(connection);
            fleet.fill(connection, rows -> {
                long before = done.getAndAdd(rows);
                if (before / ROWS_BETWEEN_LINES != done.get() / ROWS_BETWEEN_LINES) {
                    out.printf(Locale.ENGLISH, "  %,d of %,d rows%n", done.get(), fleet.rows());
                }
            });
        }
        try (Connection connection = dedicated.getConnection()) {
            FleetSchema.create(connection);
        }
        out.printf(
                Locale.ENGLISH,
                "  made in %.1f s%n",
                Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0);
    }

    /** Counts the tenant's positions as the host application would. */
    static long positions(Connection connection) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(POSITIONS)) {
            count.setString(1, TENANT);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
