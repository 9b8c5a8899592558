package dev.passage.migration.testdatabase;

import dev.passage.migration.dialect.Engine;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Makes real, empty databases: H2 in a file, PostgreSQL on one server for the process. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestDatabase() {}

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException failure) {
                throw new IllegalStateException("The embedded PostgreSQL does not start.", failure);
            }
        }
    }

    public static DataSource create(Engine engine, Path folder) throws SQLException {
        return engine == Engine.H2 ? h2(folder) : postgres();
    }

    public static DataSource h2(Path folder) {
        return at("jdbc:h2:file:" + folder.resolve("database" + NUMBER.incrementAndGet()) + ";DB_CLOSE_DELAY=-1");
    }

    public static DataSource postgres() throws SQLException {
        String name = "test" + NUMBER.incrementAndGet();
        execute(Server.POSTGRES.getPostgresDatabase(), "CREATE DATABASE " + name);
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    public static DataSource at(String url) {
        return derived(() -> DriverManager.getConnection(url));
    }

    public static DataSource withIsolation(DataSource real, int level) {
        return derived(() -> {
            Connection connection = real.getConnection();
            connection.setTransactionIsolation(level);
            return connection;
        });
    }

    public static DataSource withoutAutoCommit(DataSource real) {
        return derived(() -> {
            Connection connection = real.getConnection();
            connection.setAutoCommit(false);
            return connection;
        });
    }

    /** What a test does before a connection is handed out. */
    @FunctionalInterface
    public interface Act {
        /** Does it. */
        void run() throws SQLException;
    }

    /** The same database, to which nobody connects before something was done. */
    public static DataSource after(Act act, DataSource real) {
        return derived(() -> {
            act.run();
            return real.getConnection();
        });
    }

    private interface Opening {
        Connection open() throws SQLException;
    }

    private static DataSource derived(Opening opening) {
        return (DataSource) Proxy.newProxyInstance(
                TestDatabase.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> opening.open());
    }

    public static void execute(DataSource dataSource, String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    public static long number(DataSource dataSource, String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
