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
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads primary keys and indexes through the driver's metadata and the rest from the engine's own catalogue. */
final class CatalogReader {
    private final Connection connection;
    private final Engine engine;
    private final String schema;

    private CatalogReader(Connection connection, Engine engine, String schema) {
        this.connection = connection;
        this.engine = engine;
        this.schema = schema;
    }

    static Catalog read(Connection connection, Engine engine) throws SQLException {
        String schema = engine.isMySqlFamily() ? connection.getCatalog() : connection.getSchema();
        if (schema == null) {
            throw new SQLException(
                    "The connection works in no schema. Name one in its URL or its search path.", "3F000");
        }
        CatalogReader reader = new CatalogReader(connection, engine, schema);
        List<Table> tables = new ArrayList<>();
        Map<String, List<Column>> columns = reader.columns();
        columns.keySet().removeIf(table -> table.startsWith(Catalog.OWN_PREFIX));
        Map<String, List<ForeignKey>> foreignKeys = ForeignKeyReader.read(connection, engine, schema, columns.keySet());
        for (Map.Entry<String, List<Column>> table : columns.entrySet()) {
            tables.add(reader.table(
                    table.getKey(), table.getValue(), foreignKeys.getOrDefault(table.getKey(), List.of())));
        }
        return new Catalog(engine, schema, tables, reader.sequences());
    }

    private Map<String, List<Column>> columns() throws SQLException {
        ColumnQuery query = switch (engine) {
            case H2 -> new H2Columns();
            case POSTGRESQL -> new PostgresColumns();
            case MARIADB, MYSQL -> new MySqlColumns();
        };
        Map<String, List<Column>> columns = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getString("table_name"), name -> new ArrayList<>())
                            .add(query.column(row));
                }
            }
        }
        return columns;
    }

    private Table table(String name, List<Column> columns, List<ForeignKey> foreignKeys) throws SQLException {
        Optional<TableKey> primaryKey = primaryKey(name);
        List<TableKey> unique = new ArrayList<>();
        List<TableKey> indexes = new ArrayList<>();
        readIndexes(name, columns, unique, indexes);
        primaryKey.ifPresent(key -> unique.removeIf(each -> each.columns().equals(key.columns())));
        return new Table(name, columns, primaryKey, unique, indexes, foreignKeys);
    }

    private Optional<TableKey> primaryKey(String table) throws SQLException {
        Map<Integer, String> columns = new TreeMap<>();
        String name = "";
        try (ResultSet row = metadata().getPrimaryKeys(catalogName(), schemaName(), table)) {
            while (row.next()) {
                columns.put(row.getInt("KEY_SEQ"), row.getString("COLUMN_NAME"));
                name = Optional.ofNullable(row.getString("PK_NAME")).orElse("");
            }
        }
        return columns.isEmpty() ? Optional.empty() : Optional.of(new TableKey(name, List.copyOf(columns.values())));
    }

    private void readIndexes(String table, List<Column> columns, List<TableKey> unique, List<TableKey> others)
            throws SQLException {
        Map<String, Map<Integer, String>> parts = new TreeMap<>();
        TreeSet<String> uniqueNames = new TreeSet<>();
        TreeSet<String> unusable = new TreeSet<>();
        try (ResultSet row = metadata().getIndexInfo(catalogName(), schemaName(), table, false, true)) {
            while (row.next()) {
                String name = row.getString("INDEX_NAME");
                String column = row.getString("COLUMN_NAME");
                if (name == null || row.getShort("TYPE") == DatabaseMetaData.tableIndexStatistic) {
                    continue;
                }
                if (!row.getBoolean("NON_UNIQUE")) {
                    uniqueNames.add(name);
                }
                if (column == null
                        || row.getString("FILTER_CONDITION") != null
                        || columns.stream().noneMatch(each -> each.name().equals(unquoted(column)))) {
                    unusable.add(name);
                } else {
                    parts.computeIfAbsent(name, key -> new TreeMap<>())
                            .put((int) row.getShort("ORDINAL_POSITION"), unquoted(column));
                }
            }
        }
        parts.keySet().removeAll(unusable);
        parts.forEach((name, names) ->
                (uniqueNames.contains(name) ? unique : others).add(new TableKey(name, List.copyOf(names.values()))));
    }

    /** PostgreSQL's driver gives the column of an index as an expression, so with quotes where the name needs them. */
    private String unquoted(String column) {
        boolean quoted =
                engine == Engine.POSTGRESQL && column.length() > 1 && column.startsWith("\"") && column.endsWith("\"");
        return quoted ? column.substring(1, column.length() - 1).replace("\"\"", "\"") : column;
    }

    private List<String> sequences() throws SQLException {
        String query = switch (engine) {
            case H2 ->
                "SELECT s.SEQUENCE_NAME FROM INFORMATION_SCHEMA.SEQUENCES s WHERE s.SEQUENCE_SCHEMA = ?"
                        + " ORDER BY s.SEQUENCE_NAME";
            case POSTGRESQL ->
                "SELECT c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind = 'S' AND n.nspname = ? ORDER BY c.relname";
            case MARIADB ->
                "SELECT t.TABLE_NAME FROM INFORMATION_SCHEMA.TABLES t"
                        + " WHERE t.TABLE_TYPE = 'SEQUENCE' AND t.TABLE_SCHEMA = ? ORDER BY t.TABLE_NAME";
            case MYSQL -> "SELECT t.TABLE_NAME FROM INFORMATION_SCHEMA.TABLES t WHERE 1 = 0 AND t.TABLE_SCHEMA = ?";
        };
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private DatabaseMetaData metadata() throws SQLException {
        return connection.getMetaData();
    }

    private String catalogName() throws SQLException {
        return engine.isMySqlFamily() ? schema : connection.getCatalog();
    }

    private String schemaName() {
        return engine.isMySqlFamily() ? "" : schema;
    }
}
