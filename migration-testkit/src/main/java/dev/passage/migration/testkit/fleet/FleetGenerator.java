package dev.passage.migration.testkit.fleet;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * Fills the tables of the fleet with the rows of several tenants, interleaved as they would be after years in one database
 * (T6). The same seed and tenants give the same rows.
 *
 * <pre>{@code
 * FleetSchema.create(connection);
 * new FleetGenerator(42, FleetTenant.acmeAmongOthers(300_000)).fill(connection, rows -> {});
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads. Commits every few thousand rows: what was filled only in part, because the
 * process died, is to be dropped and filled anew.
 *
 * @since 0.1.0
 */
public final class FleetGenerator {
    private static final LocalDateTime START = LocalDateTime.of(2026, 6, 1, 0, 0);
    private static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 1);
    private static final List<String> PLANS = List.of("starter", "professional", "enterprise");
    private static final int GEOFENCES = 25;
    private static final int DAYS_OF_USAGE = 120;
    private static final int MICROS_BETWEEN_POSITIONS = 700_000;

    private final long seed;
    private final List<FleetTenant> tenants;

    /**
     * Creates a generator.
     *
     * @param seed decides every random value
     * @param tenants who shares the tables, at least one, each id once
     * @throws IllegalArgumentException if there is no tenant
     */
    public FleetGenerator(long seed, List<FleetTenant> tenants) {
        if (tenants.isEmpty()) {
            throw new IllegalArgumentException("A fleet needs one tenant or more.");
        }
        this.seed = seed;
        this.tenants = List.copyOf(tenants);
    }

    /**
     * Returns how many rows {@link #fill} writes.
     *
     * @return number of rows in all tables
     */
    public long rows() {
        long each = 1 + GEOFENCES + 2 + 2 + 2L * DAYS_OF_USAGE;
        return tenants.stream()
                .mapToLong(tenant -> each + tenant.drivers() + tenant.vehicles() + tenant.positions())
                .sum();
    }

    /**
     * Writes all rows.
     *
     * @param connection leads to empty tables of {@link FleetSchema}; auto-commit is off while it is used
     * @param written is told after each commit how many rows it holds
     * @throws IllegalStateException if there are customers already
     * @throws SQLException when the database refuses; what was committed stays
     */
    public void fill(Connection connection, LongConsumer written) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            refuseRows(connection);
            fillSmallTables(connection, new Random(seed), written);
            fillPositions(connection, new Random(seed + 1), written);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private static void refuseRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery(FleetSql.of(connection).of("SELECT COUNT(*) FROM [customers]"))) {
            count.next();
            if (count.getLong(1) > 0) {
                throw new IllegalStateException("The fleet has " + count.getLong(1)
                        + " customers already. Drop its tables, create them anew, and fill those.");
            }
        }
    }

    private void fillSmallTables(Connection connection, Random random, LongConsumer written) throws SQLException {
        customers(connection, random, written);
        drivers(connection, random, written);
        vehicles(connection, random, written);
        try (RowBatch geofences = new RowBatch(connection, "INSERT INTO [geofences] VALUES (?, ?, ?, ?, ?)", written);
                RowBatch keys = new RowBatch(connection, "INSERT INTO [api_keys] VALUES (?, ?, ?, ?)", written);
                RowBatch usage = new RowBatch(connection, "INSERT INTO [usage_metrics] VALUES (?, ?, ?, ?)", written)) {
            for (int i = 0; i < Math.max(GEOFENCES, DAYS_OF_USAGE); i++) {
                for (FleetTenant tenant : tenants) {
                    if (i < GEOFENCES) {
                        String outline = i % 4 == 0 ? null : "POLYGON((" + random.nextDouble() + " 52.5))\n\"Ümriss\"";
                        geofences.add(
                                new UUID(random.nextLong(), random.nextLong()).toString(),
                                tenant.id(),
                                "Depot " + i,
                                outline,
                                random.nextDouble() * 1_000);
                    }
                    if (i < 2) {
                        byte[] hash = new byte[32];
                        random.nextBytes(hash);
                        keys.add(tenant.id(), i == 0 ? "main" : "reports", hash, i == 0 ? null : START.plusYears(1));
                    }
                    if (i < DAYS_OF_USAGE) {
                        usage.add(tenant.id(), "api-calls", FIRST_DAY.plusDays(i), money(random, 3));
                        usage.add(tenant.id(), "km", FIRST_DAY.plusDays(i), money(random, 3));
                    }
                }
            }
            geofences.flush();
            keys.flush();
            usage.flush();
        }
        subscriptions(connection, random, written);
    }

    private void customers(Connection connection, Random random, LongConsumer written) throws SQLException {
        try (RowBatch rows = new RowBatch(connection, "INSERT INTO [customers] VALUES (?, ?, ?, ?, ?)", written)) {
            for (FleetTenant tenant : tenants) {
                String plan = PLANS.get(random.nextInt(PLANS.size()));
                rows.add(tenant.id(), "Fleet of " + tenant.id(), plan, START.minusYears(2), "{\"units\": \"km\"}");
            }
            rows.flush();
        }
    }

    /** The identity columns of new tables count from 1 in the order of insertion, which gives the number of each row. */
    private void drivers(Connection connection, Random random, LongConsumer written) throws SQLException {
        int most = tenants.stream().mapToInt(FleetTenant::drivers).max().orElseThrow();
        Long[] chief = new Long[tenants.size()];
        long number = 0;
        try (RowBatch rows = new RowBatch(
                connection,
                "INSERT INTO [drivers] ([customer_id], [supervisor_id], [name], [license_until], [hourly_rate])"
                        + " VALUES (?, ?, ?, ?, ?)",
                written)) {
            for (int i = 0; i < most; i++) {
                for (int t = 0; t < tenants.size(); t++) {
                    if (i < tenants.get(t).drivers()) {
                        number++;
                        LocalDate license = i % 5 == 0 ? null : FIRST_DAY.plusDays(random.nextInt(3_000));
                        rows.add(tenants.get(t).id(), chief[t], "Driver " + i, license, money(random, 4));
                        chief[t] = i % 7 == 0 ? Long.valueOf(number) : chief[t];
                    }
                }
            }
            rows.flush();
        }
    }

    private void vehicles(Connection connection, Random random, LongConsumer written) throws SQLException {
        int most = tenants.stream().mapToInt(FleetTenant::vehicles).max().orElseThrow();
        try (RowBatch rows = new RowBatch(
                connection,
                "INSERT INTO [vehicles] ([customer_id], [plate], [odometer_km], [active]) VALUES (?, ?, ?, ?)",
                written)) {
            for (int i = 0; i < most; i++) {
                for (FleetTenant tenant : tenants) {
                    if (i < tenant.vehicles()) {
                        rows.add(tenant.id(), "FL-" + (1_000 + i), money(random, 1), i % 9 != 0);
                    }
                }
            }
            rows.flush();
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(FleetSql.of(connection)
                    .of("UPDATE [vehicles] SET [driver_id] = (SELECT MIN([id]) FROM [drivers]"
                            + " WHERE [drivers].[customer_id] = [vehicles].[customer_id]) WHERE [active]"));
            connection.commit();
        }
    }

    private void subscriptions(Connection connection, Random random, LongConsumer written) throws SQLException {
        try (RowBatch rows = new RowBatch(
                connection,
                "INSERT INTO [subscriptions] ([customer_id], [plan], [starts_on], [ends_on], [monthly_price])"
                        + " VALUES (?, ?, ?, ?, ?)",
                written)) {
            for (int i = 0; i < 2; i++) {
                for (FleetTenant tenant : tenants) {
                    LocalDate starts = FIRST_DAY.plusYears(i);
                    rows.add(tenant.id(), PLANS.get(i), starts, i == 0 ? starts.plusYears(1) : null, money(random, 2));
                }
            }
            rows.flush();
        }
    }

    /** In the order of time, as devices send them: each next position is of a tenant at random, by what is left of each. */
    private void fillPositions(Connection connection, Random random, LongConsumer written) throws SQLException {
        List<long[]> vehicles = vehicleNumbers();
        long[] left = tenants.stream().mapToLong(FleetTenant::positions).toArray();
        long all = tenants.stream().mapToLong(FleetTenant::positions).sum();
        try (RowBatch rows = new RowBatch(
                connection,
                "INSERT INTO [gps_positions] ([vehicle_id], [recorded_at], [latitude], [longitude], [speed_kmh],"
                        + " [heading]) VALUES (?, ?, ?, ?, ?, ?)",
                written)) {
            for (long i = 0; i < all; i++) {
                int tenant = pick(left, (long) (random.nextDouble() * (all - i)));
                long[] mine = vehicles.get(tenant);
                boolean parked = random.nextInt(10) == 0;
                rows.add(
                        mine[random.nextInt(mine.length)],
                        START.plus(i * MICROS_BETWEEN_POSITIONS, ChronoUnit.MICROS),
                        47 + random.nextDouble() * 8,
                        6 + random.nextDouble() * 9,
                        parked ? null : BigDecimal.valueOf(random.nextInt(1_300), 1),
                        parked ? null : Integer.valueOf(random.nextInt(360)));
            }
            rows.flush();
        }
    }

    private static int pick(long[] left, long place) {
        long passed = 0;
        for (int tenant = 0; tenant < left.length; tenant++) {
            passed += left[tenant];
            if (place < passed) {
                left[tenant]--;
                return tenant;
            }
        }
        throw new IllegalStateException("Nothing is left at place " + place + ".");
    }

    /** The numbers that {@link #vehicles} gave out, by tenant. */
    private List<long[]> vehicleNumbers() {
        List<long[]> numbers = new ArrayList<>();
        tenants.forEach(tenant -> numbers.add(new long[tenant.vehicles()]));
        int most = tenants.stream().mapToInt(FleetTenant::vehicles).max().orElseThrow();
        long number = 0;
        for (int i = 0; i < most; i++) {
            for (int t = 0; t < tenants.size(); t++) {
                if (i < tenants.get(t).vehicles()) {
                    numbers.get(t)[i] = ++number;
                }
            }
        }
        return numbers;
    }

    private static BigDecimal money(Random random, int scale) {
        return BigDecimal.valueOf(random.nextInt(1_000_000), scale);
    }
}
