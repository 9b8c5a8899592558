package dev.passage.migration.testkit.fleet;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the fleet (T6), for H2, PostgreSQL, MariaDB and MySQL: {@code customers} is the root, {@code gps_positions}
 * belongs to a tenant through its vehicle, everything else carries {@code customer_id}. There are identity columns, composite
 * and text keys, and a table that refers to itself.
 *
 * <p>Names are lower case on every database. Stateless and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class FleetSchema {

    /** The names of the tables, parents first. */
    public static final List<String> TABLES = List.of(
            "customers",
            "drivers",
            "vehicles",
            "geofences",
            "api_keys",
            "subscriptions",
            "usage_metrics",
            "gps_positions");

    private static final String OF_CUSTOMER = "FOREIGN KEY ([customer_id]) REFERENCES [customers] ([id])";
    private static final List<String> TEMPLATES = List.of(
            "CREATE TABLE [customers] ([id] VARCHAR(64) NOT NULL PRIMARY KEY, [name] VARCHAR(200) NOT NULL,"
                    + " [plan] VARCHAR(20) NOT NULL, [created_at] {at} NOT NULL, [settings] VARCHAR(2000))",
            "CREATE TABLE [drivers] ([id] {identity} PRIMARY KEY, [customer_id] VARCHAR(64) NOT NULL,"
                    + " [supervisor_id] BIGINT, [name] VARCHAR(200) NOT NULL, [license_until] DATE,"
                    + " [hourly_rate] NUMERIC(12,4) NOT NULL, " + OF_CUSTOMER + ","
                    + " FOREIGN KEY ([supervisor_id]) REFERENCES [drivers] ([id]))",
            "CREATE TABLE [vehicles] ([id] {identity} PRIMARY KEY, [customer_id] VARCHAR(64) NOT NULL,"
                    + " [driver_id] BIGINT, [plate] VARCHAR(20) NOT NULL, [odometer_km] NUMERIC(10,1) NOT NULL,"
                    + " [active] BOOLEAN NOT NULL, " + OF_CUSTOMER + ","
                    + " FOREIGN KEY ([driver_id]) REFERENCES [drivers] ([id]), UNIQUE ([customer_id], [plate]))",
            "CREATE TABLE [geofences] ([id] VARCHAR(36) NOT NULL PRIMARY KEY, [customer_id] VARCHAR(64) NOT NULL,"
                    + " [name] VARCHAR(200) NOT NULL, [outline] VARCHAR(4000), [radius_m] DOUBLE PRECISION, "
                    + OF_CUSTOMER
                    + ")",
            "CREATE TABLE [api_keys] ([customer_id] VARCHAR(64) NOT NULL, [label] VARCHAR(50) NOT NULL,"
                    + " [hash] {bytes} NOT NULL, [expires_at] {at}, PRIMARY KEY ([customer_id], [label]), "
                    + OF_CUSTOMER + ")",
            "CREATE TABLE [subscriptions] ([id] {identity} PRIMARY KEY, [customer_id] VARCHAR(64) NOT NULL,"
                    + " [plan] VARCHAR(20) NOT NULL, [starts_on] DATE NOT NULL, [ends_on] DATE,"
                    + " [monthly_price] NUMERIC(12,2) NOT NULL, " + OF_CUSTOMER + ")",
            "CREATE TABLE [usage_metrics] ([customer_id] VARCHAR(64) NOT NULL, [metric] VARCHAR(50) NOT NULL,"
                    + " [measured_on] DATE NOT NULL, [amount] NUMERIC(18,3) NOT NULL,"
                    + " PRIMARY KEY ([customer_id], [metric], [measured_on]), " + OF_CUSTOMER + ")",
            "CREATE TABLE [gps_positions] ([id] {identity} PRIMARY KEY, [vehicle_id] BIGINT NOT NULL,"
                    + " [recorded_at] {at} NOT NULL, [latitude] DOUBLE PRECISION NOT NULL,"
                    + " [longitude] DOUBLE PRECISION NOT NULL, [speed_kmh] NUMERIC(5,1), [heading] SMALLINT,"
                    + " FOREIGN KEY ([vehicle_id]) REFERENCES [vehicles] ([id]))",
            "CREATE INDEX [gps_by_vehicle] ON [gps_positions] ([vehicle_id], [recorded_at])");

    private FleetSchema() {}

    /**
     * Returns the statements that create the tables, in the words of a database.
     *
     * @param connection leads to the database
     * @return the statements in their order
     * @throws SQLException when the database does not tell what it is
     */
    public static List<String> statements(Connection connection) throws SQLException {
        FleetSql sql = FleetSql.of(connection);
        return TEMPLATES.stream().map(sql::of).toList();
    }

    /**
     * Creates the tables.
     *
     * @param connection leads to a database that has none of them
     * @throws SQLException when the database refuses; some may be there then
     */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements(connection)) {
                statement.execute(sql);
            }
        }
    }
}
