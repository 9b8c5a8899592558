package dev.passage.migration.value;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.SessionLimit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Sets what the text of values depends on in a session: time zone, styles of dates, intervals and bytes. The connection's
 * auto-commit is off while it lasts; closing it puts everything back.
 *
 * @since 0.1.0
 */
public final class ExactSession {
    private static final String POSTGRES = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, MDY';"
            + " SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'";

    private final Connection connection;
    private final Engine engine;

    private ExactSession(Connection connection, Engine engine) {
        this.connection = connection;
        this.engine = engine;
    }

    /**
     * Prepares a connection; call {@link #beginTransaction()} before each transaction's first statement.
     *
     * @param connection an open connection, outside a transaction
     * @param engine its engine
     * @return the session
     * @throws SQLException when auto-commit cannot be turned off
     */
    public static ExactSession on(Connection connection, Engine engine) throws SQLException {
        connection.setAutoCommit(false);
        return new ExactSession(connection, engine);
    }

    /**
     * Sets what lasts for one transaction only.
     *
     * @throws SQLException when the session does not take it
     */
    public void beginTransaction() throws SQLException {
        if (engine == Engine.POSTGRESQL) {
            execute(POSTGRES);
        }
    }

    /**
     * Sets what lasts for the whole session.
     *
     * @return what puts it back
     * @throws SQLException when the session does not take it
     */
    public SessionLimit beginSession() throws SQLException {
        if (!engine.isMySqlFamily()) {
            return () -> {};
        }
        String zone = ask("SELECT @@SESSION.time_zone");
        String mode = ask("SELECT @@SESSION.sql_mode");
        execute("SET SESSION time_zone = '+00:00'");
        execute("SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES')");
        return () -> {
            execute("SET SESSION time_zone = '" + zone + "'");
            execute("SET SESSION sql_mode = '" + mode + "'");
        };
    }

    private String ask(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
