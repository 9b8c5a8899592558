package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the foreign keys within a schema: through the driver's metadata, and on PostgreSQL from the catalogue, of all tables at once, because
 * its driver joins the whole catalogue anew for each table.
 */
final class ForeignKeyReader {
    /** Few joins, for to plan more of them takes longer than all the rest. */
    private static final String OF_POSTGRESQL = "SELECT child.relname AS \"FKTABLE_NAME\", con.conname AS \"FK_NAME\","
            + " (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = con.conrelid AND a.attnum = part.child_at)"
            + " AS \"FKCOLUMN_NAME\", parent.relname AS \"PKTABLE_NAME\","
            + " (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = con.confrelid AND a.attnum = part.parent_at)"
            + " AS \"PKCOLUMN_NAME\", " + rule("con.confdeltype") + " AS \"DELETE_RULE\", " + rule("con.confupdtype")
            + " AS \"UPDATE_RULE\""
            + " FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_class child ON child.oid = con.conrelid"
            + " JOIN pg_catalog.pg_class parent ON parent.oid = con.confrelid AND parent.relnamespace = child.relnamespace"
            + " CROSS JOIN LATERAL unnest(con.conkey, con.confkey) WITH ORDINALITY AS part (child_at, parent_at, place)"
            + " WHERE con.contype = 'f'"
            + " AND con.connamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ?)"
            + " ORDER BY child.relname, con.conname, part.place";

    private final Connection connection;
    private final Engine engine;
    private final String schema;
    private final Map<String, Map<String, List<Part>>> found = new TreeMap<>();

    private ForeignKeyReader(Connection connection, Engine engine, String schema) {
        this.connection = connection;
        this.engine = engine;
        this.schema = schema;
    }

    /** One column of a foreign key, and what holds for all of it. */
    private record Part(String column, String parent, String parentColumn, String onDelete, String onUpdate) {}

    /** Returns the foreign keys of each table that has any. */
    static Map<String, List<ForeignKey>> read(
            Connection connection, Engine engine, String schema, Iterable<String> tables) throws SQLException {
        ForeignKeyReader reader = new ForeignKeyReader(connection, engine, schema);
        if (engine == Engine.POSTGRESQL) {
            reader.readAll();
        } else {
            for (String table : tables) {
                reader.readOf(table);
            }
        }
        Map<String, List<ForeignKey>> keys = new TreeMap<>();
        reader.found.forEach((table, byName) -> keys.put(table, keys(byName)));
        return keys;
    }

    private static List<ForeignKey> keys(Map<String, List<Part>> byName) {
        List<ForeignKey> keys = new ArrayList<>();
        byName.forEach((name, parts) -> keys.add(new ForeignKey(
                name,
                parts.stream().map(Part::column).toList(),
                parts.get(0).parent(),
                parts.stream().map(Part::parentColumn).toList(),
                parts.get(0).onDelete(),
                parts.get(0).onUpdate())));
        return keys;
    }

    private void readAll() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_POSTGRESQL)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(row);
                }
            }
        }
    }

    private void readOf(String table) throws SQLException {
        boolean ofMySql = engine.isMySqlFamily();
        try (ResultSet row = connection
                .getMetaData()
                .getImportedKeys(ofMySql ? schema : connection.getCatalog(), ofMySql ? "" : schema, table)) {
            while (row.next()) {
                String parentSchema = row.getString(ofMySql ? "PKTABLE_CAT" : "PKTABLE_SCHEM");
                if (row.getString("FK_NAME") != null && (parentSchema == null || parentSchema.equals(schema))) {
                    add(row);
                }
            }
        }
    }

    private void add(ResultSet row) throws SQLException {
        found.computeIfAbsent(row.getString("FKTABLE_NAME"), table -> new TreeMap<>())
                .computeIfAbsent(row.getString("FK_NAME"), name -> new ArrayList<>())
                .add(new Part(
                        row.getString("FKCOLUMN_NAME"),
                        row.getString("PKTABLE_NAME"),
                        row.getString("PKCOLUMN_NAME"),
                        rule(row.getShort("DELETE_RULE")),
                        rule(row.getShort("UPDATE_RULE"))));
    }

    /** As a number of JDBC's, as drivers give it. */
    private static String rule(String code) {
        return "CASE " + code + " WHEN 'c' THEN " + DatabaseMetaData.importedKeyCascade + " WHEN 'n' THEN "
                + DatabaseMetaData.importedKeySetNull + " WHEN 'd' THEN " + DatabaseMetaData.importedKeySetDefault
                + " ELSE " + DatabaseMetaData.importedKeyNoAction + " END";
    }

    private static String rule(short code) {
        return switch (code) {
            case DatabaseMetaData.importedKeyCascade -> "CASCADE";
            case DatabaseMetaData.importedKeySetNull -> "SET NULL";
            case DatabaseMetaData.importedKeySetDefault -> "SET DEFAULT";
            default -> "NO ACTION";
        };
    }
}
