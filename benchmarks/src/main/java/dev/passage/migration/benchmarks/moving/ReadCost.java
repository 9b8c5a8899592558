package dev.passage.migration.benchmarks.moving;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the gate adds to a transaction that reads one row by its key, on a durable PostgreSQL and on H2 in a file: past the gate, looking
 * at it, reading strictly, and as a transaction that may write does; one reader, the ways in turn (K2).
 *
 * <p>Argument: number of rounds, 20 unless said.
 */
final class ReadCost {
    private static final String TENANT = "acme";
    private static final int ROWS = 1_000;
    private static final int READS = 200;
    private static final int ROUNDS_TO_WARM_UP = 5;
    private static final int MEDIAN = 50;
    private static final int NEARLY_ALL = 99;
    private static final double MICROS = 1e3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HikariDataSource database;
    private final TenantConnections tenants;
    private final Map<String, List<Write>> ways = new LinkedHashMap<>();

    private ReadCost(HikariDataSource database) {
        this.database = database;
        this.tenants = TenantConnections.over(
                Endpoints.of(Map.of("shared", database)), TenantRouter.startingAt(EndpointName.of("shared")));
    }

    /**
     * Measures and prints.
     *
     * @param arguments as said above
     * @throws Exception when a database cannot be used
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        System.out.println("| read of one row | p50 us | p99 us |");
        System.out.println("|---|--:|--:|");
        for (DatabaseKind kind : List.of(DatabaseKind.POSTGRESQL, DatabaseKind.H2)) {
            try (TestDatabases databases = TestDatabases.durableIn(Files.createTempDirectory("passage-benchmark"))) {
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl(databases.create(kind, "reads").url());
                try (HikariDataSource pool = new HikariDataSource(config)) {
                    new ReadCost(pool).measure(kind, rounds);
                }
            }
        }
    }

    private void measure(DatabaseKind kind, int rounds) throws SQLException {
        fill();
        for (int round = 0; round < ROUNDS_TO_WARM_UP; round++) {
            round();
        }
        ways.clear();
        for (int round = 0; round < rounds; round++) {
            round();
        }
        ways.forEach((way, reads) -> System.out.printf(
                Locale.ENGLISH,
                "| %s, %s | %.0f | %.0f |%n",
                kind,
                way,
                Write.millis(reads, MEDIAN) * MICROS,
                Write.millis(reads, NEARLY_ALL) * MICROS));
    }

    private void fill() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE vehicles (id BIGINT PRIMARY KEY, odometer BIGINT)");
            for (int id = 0; id < ROWS; id++) {
                statement.executeUpdate("INSERT INTO vehicles VALUES (" + id + ", 0)");
            }
        }
    }

    private void round() throws SQLException {
        for (int number = 0; number < READS; number++) {
            long begun = System.nanoTime();
            try (Connection connection = database.getConnection()) {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                read(connection, number);
                connection.commit();
            }
            took("past the gate", begun);
        }
        through("read-only, looking at the gate", tenants, true);
        through("read-only, strictly", tenants.readingStrictly(), true);
        through("in a transaction that may write", tenants, false);
    }

    private void through(String way, TenantConnections through, boolean readOnly) throws SQLException {
        for (int number = 0; number < READS; number++) {
            int id = number;
            long begun = System.nanoTime();
            through.computeInTransaction(TENANT, PATIENCE, connection -> {
                connection.setReadOnly(readOnly);
                return read(connection, id);
            });
            took(way, begun);
        }
    }

    private static long read(Connection connection, int id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT odometer FROM vehicles WHERE id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void took(String way, long begun) {
        ways.computeIfAbsent(way, unused -> new ArrayList<>()).add(new Write(0, System.nanoTime() - begun, "shared"));
    }
}
