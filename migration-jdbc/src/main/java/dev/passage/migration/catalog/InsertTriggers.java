package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the host's triggers that run when rows are inserted: they may change rows that are copied, or leave them out.
 *
 * @since 0.1.0
 */
public final class InsertTriggers {
    private static final String OWN = "passage_";
    private static final String POSTGRES = "SELECT t.tgname FROM pg_catalog.pg_trigger t"
            + " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ? AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            + " AND t.tgtype & 4 = 4 ORDER BY t.tgname";
    private static final String STANDARD = "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS"
            + " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ? AND EVENT_MANIPULATION LIKE '%INSERT%'"
            + " ORDER BY TRIGGER_NAME";

    private InsertTriggers() {}

    /**
     * Returns the triggers of a table that are enabled and not Passage's own.
     *
     * @param connection an open connection; with auto-commit off its transaction goes on
     * @param catalog the schema that holds the table
     * @param table the table
     * @return their names
     * @throws SQLException when they cannot be read
     */
    public static List<String> of(Connection connection, Catalog catalog, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(catalog.engine() == Engine.POSTGRESQL ? POSTGRES : STANDARD)) {
            statement.setString(1, catalog.schema());
            statement.setString(2, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names.stream().filter(name -> !name.startsWith(OWN)).toList();
    }
}
