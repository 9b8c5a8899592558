package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Classification;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Real databases for the tests of copying: H2 files, and databases of one PostgreSQL server for all tests. */
public final class Databases implements AutoCloseable {
    private final Path folder;
    private final List<Connection> open = new ArrayList<>();

    public Databases(Path folder) {
        this.folder = folder;
    }

    /** A new database of an engine, with these statements run in it. */
    public String create(String engine, String... statements) throws SQLException {
        String name = "d" + UUID.randomUUID().toString().replace("-", "");
        String url = engine.equals("h2")
                ? "jdbc:h2:file:" + folder.resolve(name) + ";USER=sa;DATABASE_TO_LOWER=TRUE"
                : postgres();
        // an H2 file stays open while one connection is
        open.add(DriverManager.getConnection(url));
        run(url, statements);
        return url;
    }

    private static String postgres() throws SQLException {
        try (Connection connection = TestDatabase.postgres().getConnection()) {
            String url = connection.getMetaData().getURL();
            return url.contains("user=") ? url : url + (url.contains("?") ? "&" : "?") + "user=postgres";
        }
    }

    public static void run(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static String ask(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "nothing";
        }
    }

    public static Catalog catalog(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return Catalog.read(connection);
        }
    }

    public static Side side(String name, String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            Ledger.create(connection);
        }
        return new Side(name, catalog(url), () -> DriverManager.getConnection(url));
    }

    public static TenantRows rows(String from, String to, String root, String tenant) throws SQLException {
        Side source = side("source", from);
        Classification classes = Classification.of(source.catalog(), Optional.of(root), Optional.empty(), List.of());
        return TenantRows.between(source, side("target", to), classes.moving(), tenant, Map.of());
    }

    public static CopyRun run(TenantRows rows, int chunkRows) {
        return run(rows, chunkRows, "hold-1", connection -> {});
    }

    public static CopyRun run(TenantRows rows, int chunkRows, String hold, ChunkGuard guard) {
        return new CopyRun(
                rows.source(),
                rows.target(),
                Ledger.of(rows.target(), MigrationId.of("m-1"), hold),
                guard,
                ChunkSize.USUAL.withRows(chunkRows),
                CopyObserver.NONE,
                Clock.systemUTC());
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
    }
}
