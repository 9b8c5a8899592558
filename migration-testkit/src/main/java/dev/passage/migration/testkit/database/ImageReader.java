package dev.passage.migration.testkit.database;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the image of a database through one connection. */
final class ImageReader {

    private static final String SYSTEM =
            "('pg_catalog', 'information_schema', 'INFORMATION_SCHEMA', 'sys', 'mysql'," + " 'performance_schema')";

    private final Connection connection;

    ImageReader(Connection connection) {
        this.connection = connection;
    }

    DatabaseImage read() throws SQLException {
        Map<String, List<Map<String, String>>> tables = new TreeMap<>();
        Set<String> objects = new TreeSet<>();
        for (String table : tableNames()) {
            objects.add("table " + table);
            tables.put(table, rows(table));
        }
        boolean mariaDb = connection.getSchema() == null;
        String here = mariaDb ? " = DATABASE()" : " NOT IN " + SYSTEM;
        addNames(
                objects, "trigger", "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema" + here);
        addNames(
                objects, "routine", "SELECT routine_name FROM information_schema.routines WHERE routine_schema" + here);
        return new DatabaseImage(tables, objects);
    }

    private List<String> tableNames() throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        List<String> names = new ArrayList<>();
        try (ResultSet tables = metadata.getTables(
                connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    private void addNames(Set<String> objects, String kind, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery(query)) {
            while (names.next()) {
                objects.add(kind + " " + names.getString(1));
            }
        }
    }

    private List<Map<String, String>> rows(String table) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        String name = quote + table.replace(quote, quote + quote) + quote;
        Map<String, List<Map<String, String>>> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet values = statement.executeQuery("SELECT * FROM " + name)) {
                ResultSetMetaData columns = values.getMetaData();
                while (values.next()) {
                    Map<String, String> row = new TreeMap<>();
                    for (int column = 1; column <= columns.getColumnCount(); column++) {
                        row.put(
                                columns.getColumnLabel(column).toLowerCase(Locale.ROOT),
                                text(values.getObject(column)));
                    }
                    rows.computeIfAbsent(row.toString(), text -> new ArrayList<>())
                            .add(Collections.unmodifiableMap(row));
                }
            }
        }
        return rows.values().stream().flatMap(List::stream).toList();
    }

    private static String text(@Nullable Object value) throws SQLException {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Array array) {
            return Arrays.deepToString(new Object[] {array.getArray()});
        }
        if (value instanceof Clob large) {
            return "'" + large.getSubString(1, Math.toIntExact(large.length())) + "'";
        }
        if (value instanceof Blob large) {
            return HexFormat.of().formatHex(large.getBytes(1, Math.toIntExact(large.length())));
        }
        return value instanceof String ? "'" + value + "'" : String.valueOf(value);
    }
}
