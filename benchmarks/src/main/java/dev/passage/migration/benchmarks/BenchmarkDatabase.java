package dev.passage.migration.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A new database that keeps what it acknowledges, behind a pool such as a host has. */
final class BenchmarkDatabase implements AutoCloseable {
    /** What one record of the journal is compared with. */
    static final String INSERT = "INSERT INTO bare (id, body) VALUES (?, ?)";

    private final TestDatabases databases;
    private final HikariDataSource pool;

    BenchmarkDatabase(DatabaseKind kind) throws SQLException {
        try {
            databases = TestDatabases.durableIn(Files.createTempDirectory("passage-benchmark"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(databases.create(kind, "benchmark").url());
        pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bare (id BIGINT PRIMARY KEY, body VARCHAR(1000))");
        }
    }

    DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        databases.close();
    }
}
