package dev.passage.migration.benchmarks.moving;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Tenants that share a durable PostgreSQL database, and an empty one beside it; the journal has a third. */
final class Neighbours implements AutoCloseable {
    static final String SHARED = "shared";
    static final String DEDICATED = "dedicated";
    static final String BYSTANDER = "bystander";

    /** Vehicles of each tenant; tenant number n has those from n * 1000 on. */
    static final int VEHICLES = 400;

    static final int BLOCK = 1_000;
    /** Trips of each vehicle unless said. */
    static final int TRIPS = 20;

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE customers (id VARCHAR(60) NOT NULL PRIMARY KEY, name VARCHAR(100))",
            "CREATE TABLE vehicles (id BIGINT NOT NULL PRIMARY KEY, customer_id VARCHAR(60) NOT NULL REFERENCES customers (id),"
                    + " odometer BIGINT NOT NULL)",
            "CREATE INDEX ON vehicles (customer_id)",
            "CREATE TABLE trips (vehicle_id BIGINT NOT NULL REFERENCES vehicles (id), number INTEGER NOT NULL, note VARCHAR(200),"
                    + " PRIMARY KEY (vehicle_id, number))");

    private final TestDatabases databases;
    private final List<String> urls;
    private final List<HikariDataSource> pools;

    private Neighbours(TestDatabases databases, List<String> urls) {
        this.databases = databases;
        this.urls = urls;
        this.pools = urls.stream().map(Neighbours::pool).toList();
    }

    static Neighbours create(int tenants, int trips) throws IOException, SQLException {
        TestDatabases databases = TestDatabases.durableIn(Files.createTempDirectory("passage-benchmark"));
        List<String> urls = Stream.of("journal", SHARED, DEDICATED)
                .map(name -> databases.create(DatabaseKind.POSTGRESQL, name))
                .map(TestDatabase::url)
                .toList();
        Neighbours neighbours = new Neighbours(databases, urls);
        execute(neighbours.shared(), SCHEMA);
        execute(neighbours.pools.get(2), SCHEMA);
        execute(
                neighbours.shared(),
                List.of(
                        "INSERT INTO customers SELECT " + nameOf("n") + ", 'customer' FROM generate_series(0, "
                                + tenants + ") n",
                        "INSERT INTO vehicles SELECT n * " + BLOCK + " + v, " + nameOf("n")
                                + ", 0 FROM generate_series(0, " + tenants + ") n, generate_series(0, "
                                + (VEHICLES - 1) + ") v",
                        "INSERT INTO trips SELECT id, t, 'a trip like any other' FROM vehicles, generate_series(1, "
                                + trips + ") t",
                        "ANALYZE"));
        return neighbours;
    }

    private static String nameOf(String number) {
        return "CASE WHEN " + number + " = 0 THEN '" + BYSTANDER + "' ELSE 'tenant-' || " + number + " END";
    }

    static String tenant(int number) {
        return number == 0 ? BYSTANDER : "tenant-" + number;
    }

    /** The databases of another process's neighbours. */
    static Endpoints endpoints(List<String> urls) {
        return Endpoints.of(Map.of(SHARED, pool(urls.get(1)), DEDICATED, pool(urls.get(2))));
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(20);
        return new HikariDataSource(config);
    }

    static void execute(DataSource side, List<String> statements) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    List<String> urls() {
        return urls;
    }

    DataSource journal() {
        return pools.get(0);
    }

    DataSource shared() {
        return pools.get(1);
    }

    Endpoints endpoints() {
        return Endpoints.of(Map.of(SHARED, pools.get(1), DEDICATED, pools.get(2)));
    }

    @Override
    public void close() {
        pools.forEach(HikariDataSource::close);
        databases.close();
    }
}
