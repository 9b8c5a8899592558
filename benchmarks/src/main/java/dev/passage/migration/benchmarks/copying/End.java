package dev.passage.migration.benchmarks.copying;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database at one end of a copy, which keeps what it acknowledges. */
final class End implements AutoCloseable {
    private final String url;
    private final @Nullable EmbeddedPostgres embedded;
    private final List<HikariDataSource> pools = new ArrayList<>();

    private End(String url, @Nullable EmbeddedPostgres embedded) {
        this.url = url;
        this.embedded = embedded;
    }

    /** The server of a URL, or else a new one. */
    static End postgres(Optional<String> named) throws IOException {
        if (named.isPresent()) {
            return new End(named.get(), null);
        }
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
        return new End("jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres", server);
    }

    static End at(String url) {
        return new End(url, null);
    }

    String url() {
        return url;
    }

    Connection open() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** A pool such as a host has, with more parameters of the URL. */
    HikariDataSource pool(String parameters) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url + parameters);
        config.setMaximumPoolSize(4);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String ask(String query) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The process that serves, where it runs on this machine. */
    List<Long> postgresProcess() throws SQLException, IOException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            Path command = Path.of("/proc", row.getString(1), "comm");
            if (!Files.exists(command) || !Files.readString(command).contains("postgres")) {
                return List.of();
            }
            return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).stream()
                    .map(ProcessHandle::pid)
                    .toList();
        }
    }

    /** A client that takes its place and user from the URL. */
    ProcessBuilder client(String... command) {
        URI uri = URI.create(url.substring("jdbc:".length()));
        ProcessBuilder client = new ProcessBuilder(command);
        client.environment().put("PGHOST", uri.getHost());
        client.environment().put("PGPORT", Integer.toString(uri.getPort() < 0 ? 5432 : uri.getPort()));
        client.environment().put("PGDATABASE", database());
        for (String parameter : Optional.ofNullable(uri.getQuery()).orElse("").split("&", -1)) {
            if (parameter.startsWith("user=")) {
                client.environment().put("PGUSER", parameter.substring("user=".length()));
            } else if (parameter.startsWith("password=")) {
                client.environment().put("PGPASSWORD", parameter.substring("password=".length()));
            }
        }
        return client.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    String database() {
        return URI.create(url.substring("jdbc:".length())).getPath().substring(1);
    }

    int port() {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    @Override
    public void close() throws IOException {
        pools.forEach(HikariDataSource::close);
        if (embedded != null) {
            embedded.close();
        }
    }
}
