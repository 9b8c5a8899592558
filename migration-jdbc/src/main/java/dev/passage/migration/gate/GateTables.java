package dev.passage.migration.gate;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The two tables that every participating database holds (ALGORITHMS 1.2): {@code passage_gate}, a row for each tenant that
 * says who may write, and {@code passage_fence}, a row for each migration that says which token is the latest. Both stand in
 * the default schema of the connection; times are microseconds since 1970 on the database's own clock.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class GateTables {
    static final int LONGEST_TENANT = 200;

    private static final String GATE = "passage_gate";
    private static final String FENCE = "passage_fence";
    private static final List<String> DEFINITIONS = List.of(
            "CREATE TABLE IF NOT EXISTS [@gate] ([tenant] {text 200} NOT NULL PRIMARY KEY, [state] {text 8} NOT NULL,"
                    + " [epoch] {bigint} NOT NULL, [close_id] {text 64} NOT NULL, [closed_until] {bigint} NOT NULL,"
                    + " [successor] {text 64} NOT NULL){options}",
            "CREATE TABLE IF NOT EXISTS [@fence] ([migration] {text 64} NOT NULL PRIMARY KEY,"
                    + " [token] {bigint} NOT NULL){options}");

    private GateTables() {}

    /**
     * Returns the statements that create the tables, for a host that manages its schema itself.
     *
     * @param dialect the engine
     * @return the statements; each does nothing when its table exists
     */
    public static List<String> definitions(Dialect dialect) {
        Statements statements = statements(dialect);
        return DEFINITIONS.stream().map(statements::of).toList();
    }

    /**
     * Returns the names of the tables.
     *
     * @return the names
     */
    public static List<String> names() {
        return List.of(GATE, FENCE);
    }

    /**
     * Tells whether both tables exist.
     *
     * @param endpoint the database
     * @return whether they do
     * @throws SQLException when the catalogue cannot be read
     */
    public static boolean exist(Endpoint endpoint) throws SQLException {
        try (Connection connection = endpoint.open()) {
            return exists(connection, GATE) && exists(connection, FENCE);
        }
    }

    /**
     * Creates what is missing. Needs the right to create tables only when something is.
     *
     * @param endpoint the database
     * @throws StepFailedException if one is still missing then, because something else has its name
     * @throws SQLException when the database refuses
     */
    public static void createMissing(Endpoint endpoint) throws SQLException {
        if (exist(endpoint)) {
            return;
        }
        List<SQLException> refusals = new ArrayList<>();
        for (String definition : definitions(endpoint.dialect())) {
            try {
                endpoint.inTransaction(connection -> execute(connection, definition));
            } catch (SQLException refused) {
                // Two instances that create at once get in each other's way; what counts is that the table is there.
                refusals.add(refused);
            }
        }
        if (exist(endpoint)) {
            return;
        }
        if (refusals.isEmpty()) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Endpoint " + endpoint.name() + " took the statements that create tables " + GATE + " and " + FENCE
                            + ", but they are not both there: something else, such as a view, has the name of one.",
                    "Rename or drop what has that name, then resume.");
        }
        throw refusals.get(0);
    }

    private static boolean execute(Connection connection, String definition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(definition);
        }
    }

    static Statements statements(Dialect dialect) {
        return new Statements(dialect, name -> dialect.quoted("passage_" + name));
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(connection.getCatalog(), connection.getSchema(), "passage\\_%", new String[] {
                    "TABLE", "BASE TABLE"
                })) {
            boolean found = false;
            while (tables.next()) {
                found |= tables.getString("TABLE_NAME").equals(table);
            }
            return found;
        }
    }
}
