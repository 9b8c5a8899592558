package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Classification;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Two tenants, their vehicles, the trips of the vehicles and the stops of the trips, which go when what is above them goes. */
final class CapturedFleet implements AutoCloseable {
    /** Holds whatever could mean something in the text of a trigger. */
    static final String TENANT = "ac'me\\\"?$1`;--";

    static final String BYSTANDER = "ac'me\\\"?$1`;-";

    private final MigrationLab lab = MigrationLab.open();
    private final DataSource dataSource;
    private final Endpoint endpoint;

    CapturedFleet(DatabaseKind kind) throws SQLException {
        this.dataSource = lab.database(kind, "shared").dataSource();
        lab.closeAfterTest(dataSource.getConnection());
        this.endpoint = Endpoints.of(Map.of("shared", dataSource)).get(EndpointName.of("shared"));
        execute(
                "CREATE TABLE tenant (id VARCHAR(40) NOT NULL PRIMARY KEY)",
                "CREATE TABLE vehicle (id INTEGER NOT NULL PRIMARY KEY, tenant_id VARCHAR(40) NOT NULL, label VARCHAR(20),"
                        + " FOREIGN KEY (tenant_id) REFERENCES tenant (id))",
                "CREATE TABLE trip (id INTEGER NOT NULL PRIMARY KEY, vehicle_id INTEGER NOT NULL,"
                        + " FOREIGN KEY (vehicle_id) REFERENCES vehicle (id) ON DELETE CASCADE)",
                "CREATE TABLE stop (trip_id INTEGER NOT NULL, place VARCHAR(20) NOT NULL, PRIMARY KEY (trip_id, place),"
                        + " FOREIGN KEY (trip_id) REFERENCES trip (id) ON DELETE CASCADE)");
        GateTables.createMissing(endpoint);
        bound("INSERT INTO tenant VALUES (?)", TENANT);
        bound("INSERT INTO tenant VALUES (?)", BYSTANDER);
        bound("INSERT INTO vehicle VALUES (1, ?, 'one')", TENANT);
        bound("INSERT INTO vehicle VALUES (2, ?, 'two')", BYSTANDER);
        execute("INSERT INTO trip VALUES (10, 1), (20, 2)", "INSERT INTO stop VALUES (10, 'here'), (20, 'there')");
    }

    DataSource dataSource() {
        return dataSource;
    }

    MigrationLab lab() {
        return lab;
    }

    /** A feed as a process of its own would make it. */
    TriggerFeed feed() throws SQLException {
        return feed("tenant", TENANT);
    }

    /** A feed of what belongs to a row of another table. */
    TriggerFeed feed(String root, String tenant) throws SQLException {
        return feed(Optional.of(root), Optional.empty(), tenant);
    }

    /** A feed of the rows that name the tenant, which has no row of its own. */
    TriggerFeed feedByColumn(String column, String tenant) throws SQLException {
        return feed(Optional.empty(), Optional.of(column), tenant);
    }

    private TriggerFeed feed(Optional<String> root, Optional<String> column, String tenant) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Catalog catalog = Catalog.read(connection);
            Classification classes =
                    Classification.of(catalog, root.map(this::spelt), column.map(this::spelt), List.of());
            return new TriggerFeed(endpoint, catalog, classes.moving(), tenant, MigrationId.of("Move-7.of_acme"));
        }
    }

    private String spelt(String name) {
        return endpoint.dialect().engine() == Engine.H2 ? name.toUpperCase(Locale.ROOT) : name;
    }

    void gate(String tenant, String state) throws SQLException {
        String gate = endpoint.dialect().quoted("passage_gate");
        bound("DELETE FROM " + gate + " WHERE " + endpoint.dialect().quoted("tenant") + " = ?", tenant);
        bound("INSERT INTO " + gate + " VALUES (?, '" + state + "', 0, '', 0, '')", tenant);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** Whether it was written; not so when it lost against something else and may be run again. */
    boolean written(String text) throws SQLException {
        try {
            execute(text);
            return true;
        } catch (SQLException refused) {
            if (!endpoint.dialect().isTransient(refused)) {
                throw refused;
            }
            return false;
        }
    }

    void bound(String text, String value) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(text)) {
            statement.setString(1, value);
            statement.executeUpdate();
        }
    }

    /** Reads and acknowledges everything, and returns it as {@code table key}, each once. */
    static Set<String> drain(ChangeFeed feed) throws SQLException {
        List<ChangeEntry> entries = feed.poll(Integer.MAX_VALUE);
        feed.acknowledge(entries);
        Set<String> keys = new TreeSet<>();
        entries.forEach(entry -> keys.add(entry.table().toLowerCase(Locale.ROOT) + " " + entry.key()));
        return keys;
    }

    @Override
    public void close() {
        lab.close();
    }
}
