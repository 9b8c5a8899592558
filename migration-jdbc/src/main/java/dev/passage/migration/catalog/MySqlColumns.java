package dev.passage.migration.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** MariaDB's and MySQL's columns. */
final class MySqlColumns implements ColumnQuery {

    @Override
    public String sql() {
        return "SELECT c.TABLE_NAME AS table_name, c.COLUMN_NAME AS column_name, c.DATA_TYPE AS data_type,"
                + " c.COLUMN_TYPE AS column_type, c.CHARACTER_MAXIMUM_LENGTH AS length, c.NUMERIC_PRECISION AS digits,"
                + " c.NUMERIC_SCALE AS scale, c.DATETIME_PRECISION AS fraction, c.IS_NULLABLE AS nullable,"
                + " c.COLUMN_DEFAULT AS preset, c.EXTRA AS extra, c.GENERATION_EXPRESSION AS generation"
                + " FROM INFORMATION_SCHEMA.COLUMNS c JOIN INFORMATION_SCHEMA.TABLES t"
                + " ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME"
                + " WHERE c.TABLE_SCHEMA = ? AND t.TABLE_TYPE = 'BASE TABLE'"
                + " ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION";
    }

    @Override
    public Column column(ResultSet row) throws SQLException {
        String extra = Optional.ofNullable(row.getString("extra")).orElse("").toLowerCase(Locale.ROOT);
        String expression = Optional.ofNullable(row.getString("generation")).orElse("");
        Optional<String> preset =
                Optional.ofNullable(row.getString("preset")).filter(text -> !text.equalsIgnoreCase("NULL"));
        return new Column(
                row.getString("column_name"),
                type(row),
                "YES".equals(row.getString("nullable")),
                preset,
                expression.isEmpty() ? Optional.empty() : Optional.of(expression),
                extra.contains("auto_increment") ? Identity.BY_DEFAULT : Identity.NONE);
    }

    private static ColumnType type(ResultSet row) throws SQLException {
        String definition = row.getString("column_type");
        String name = row.getString("data_type").toLowerCase(Locale.ROOT);
        boolean unsigned = definition.toLowerCase(Locale.ROOT).contains("unsigned");
        long length = row.getLong("length");
        int fraction = row.getInt("fraction");
        return switch (name) {
            case "tinyint" -> ColumnType.of(ValueKind.INTEGER, definition, unsigned ? 2 : 1, 0);
            case "smallint" -> ColumnType.of(ValueKind.INTEGER, definition, unsigned ? 4 : 2, 0);
            case "mediumint", "int" -> ColumnType.of(ValueKind.INTEGER, definition, unsigned ? 8 : 4, 0);
            case "bigint" ->
                unsigned
                        ? ColumnType.of(ValueKind.DECIMAL, definition, 20, 0)
                        : ColumnType.of(ValueKind.INTEGER, definition, 8, 0);
            case "decimal" -> ColumnType.of(ValueKind.DECIMAL, definition, row.getInt("digits"), row.getInt("scale"));
            case "float" -> ColumnType.of(ValueKind.REAL, definition, 0, 0);
            case "double" -> ColumnType.of(ValueKind.DOUBLE, definition, 0, 0);
            case "varchar", "tinytext", "text", "mediumtext" -> ColumnType.of(ValueKind.TEXT, definition, length, 0);
            case "longtext" -> ColumnType.of(ValueKind.TEXT, definition, 0, 0);
            case "json" -> ColumnType.of(ValueKind.JSON, definition, 0, 0);
            case "char" -> ColumnType.of(ValueKind.CHARACTER, definition, length, 0);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob" ->
                ColumnType.of(ValueKind.BINARY, definition, length, 0);
            case "longblob" -> ColumnType.of(ValueKind.BINARY, definition, 0, 0);
            case "date" -> ColumnType.of(ValueKind.DATE, definition, 0, 0);
            case "time" -> ColumnType.of(ValueKind.TIME, definition, fraction, 0);
            case "datetime" -> ColumnType.of(ValueKind.TIMESTAMP, definition, fraction, 0);
            case "timestamp" -> ColumnType.of(ValueKind.TIMESTAMP_WITH_ZONE, definition, fraction, 0);
            case "uuid" -> ColumnType.of(ValueKind.UUID, definition, 0, 0);
            default -> ColumnType.of(ValueKind.NATIVE, definition, 0, 0);
        };
    }
}
