package dev.passage.migration.testkit.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;

/** Where databases of one product are made. */
interface Server {

    /** Makes the names of databases unique on a server that several tests share. */
    AtomicLong NUMBER = new AtomicLong();

    TestDatabase create(String name);

    void drop(TestDatabase database);

    /** Runs one statement on a connection of its own. */
    static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("A test database refused: " + sql, e);
        }
    }
}
