package dev.passage.migration.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** H2's columns. */
final class H2Columns implements ColumnQuery {
    private static final String SELECT = "SELECT c.TABLE_NAME AS \"table_name\", c.ORDINAL_POSITION, c.COLUMN_NAME,"
            + " c.DATA_TYPE, c.CHARACTER_MAXIMUM_LENGTH, c.NUMERIC_PRECISION, c.NUMERIC_SCALE, c.DATETIME_PRECISION,"
            + " c.IS_NULLABLE, c.COLUMN_DEFAULT, c.IS_GENERATED, c.GENERATION_EXPRESSION, c.IDENTITY_GENERATION, ";
    private static final String FROM = " FROM INFORMATION_SCHEMA.TABLES t JOIN INFORMATION_SCHEMA.COLUMNS c"
            + " ON c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME";
    private static final String WHERE =
            " WHERE t.TABLE_SCHEMA = ?1 AND t.TABLE_TYPE = 'BASE TABLE' AND UPPER(c.DATA_TYPE) ";

    /** Arrays by themselves: what is joined to each column is looked through for each column. */
    @Override
    public String sql() {
        return SELECT
                + "NULL AS ELEMENT_TYPE, NULL AS ELEMENT_LENGTH, NULL AS ELEMENT_PRECISION, NULL AS ELEMENT_SCALE,"
                + " NULL AS ELEMENT_DIGITS"
                + FROM
                + WHERE
                + "<> 'ARRAY' UNION ALL "
                + SELECT
                + "e.DATA_TYPE, e.CHARACTER_MAXIMUM_LENGTH, e.NUMERIC_PRECISION, e.NUMERIC_SCALE, e.DATETIME_PRECISION"
                + FROM
                + " JOIN INFORMATION_SCHEMA.ELEMENT_TYPES e ON e.OBJECT_SCHEMA = c.TABLE_SCHEMA"
                + " AND e.OBJECT_NAME = c.TABLE_NAME AND e.OBJECT_TYPE = 'TABLE'"
                + " AND e.COLLECTION_TYPE_IDENTIFIER = c.DTD_IDENTIFIER"
                + WHERE
                + "= 'ARRAY' ORDER BY 1, 2";
    }

    @Override
    public Column column(ResultSet row) throws SQLException {
        String identity = row.getString("IDENTITY_GENERATION");
        Identity numbering =
                identity == null ? Identity.NONE : identity.equals("ALWAYS") ? Identity.ALWAYS : Identity.BY_DEFAULT;
        boolean generated = "ALWAYS".equals(row.getString("IS_GENERATED"));
        return new Column(
                row.getString("COLUMN_NAME"),
                type(row),
                "YES".equals(row.getString("IS_NULLABLE")),
                generated ? Optional.empty() : Optional.ofNullable(row.getString("COLUMN_DEFAULT")),
                generated ? Optional.ofNullable(row.getString("GENERATION_EXPRESSION")) : Optional.empty(),
                numbering);
    }

    private static ColumnType type(ResultSet row) throws SQLException {
        // with DATABASE_TO_LOWER the names of types are in lower case too
        String name = row.getString("DATA_TYPE").toUpperCase(Locale.ROOT);
        if (name.equals("ARRAY")) {
            String element = row.getString("ELEMENT_TYPE").toUpperCase(Locale.ROOT);
            ColumnType of = type(
                    element,
                    row.getLong("ELEMENT_LENGTH"),
                    row.getInt("ELEMENT_PRECISION"),
                    row.getInt("ELEMENT_SCALE"),
                    row.getInt("ELEMENT_DIGITS"));
            ValueKind kind = of.kind() == ValueKind.NATIVE ? ValueKind.NATIVE : ValueKind.ARRAY;
            return new ColumnType(kind, of.definition() + " ARRAY", 0, 0, Optional.of(of.kind()));
        }
        return type(
                name,
                row.getLong("CHARACTER_MAXIMUM_LENGTH"),
                row.getInt("NUMERIC_PRECISION"),
                row.getInt("NUMERIC_SCALE"),
                row.getInt("DATETIME_PRECISION"));
    }

    private static ColumnType type(String name, long length, int precision, int scale, int digits) {
        return switch (name) {
            case "BOOLEAN" -> ColumnType.of(ValueKind.BOOLEAN, name, 0, 0);
            case "TINYINT" -> ColumnType.of(ValueKind.INTEGER, name, 1, 0);
            case "SMALLINT" -> ColumnType.of(ValueKind.INTEGER, name, 2, 0);
            case "INTEGER" -> ColumnType.of(ValueKind.INTEGER, name, 4, 0);
            case "BIGINT" -> ColumnType.of(ValueKind.INTEGER, name, 8, 0);
            case "NUMERIC", "DECIMAL" ->
                ColumnType.of(ValueKind.DECIMAL, name + "(" + precision + ", " + scale + ")", precision, scale);
            case "REAL" -> ColumnType.of(ValueKind.REAL, name, 0, 0);
            case "DOUBLE PRECISION", "FLOAT" ->
                ColumnType.of(
                        name.equals("FLOAT") && precision <= 24 ? ValueKind.REAL : ValueKind.DOUBLE,
                        name.equals("FLOAT") && precision <= 24 ? "REAL" : "DOUBLE PRECISION",
                        0,
                        0);
            case "CHARACTER VARYING", "VARCHAR_IGNORECASE", "CHARACTER LARGE OBJECT" ->
                ColumnType.of(ValueKind.TEXT, sized(name, length), limit(length), 0);
            case "CHARACTER" -> ColumnType.of(ValueKind.CHARACTER, sized(name, length), length, 0);
            case "BINARY VARYING", "BINARY LARGE OBJECT", "BINARY" ->
                ColumnType.of(ValueKind.BINARY, sized(name, length), limit(length), 0);
            case "DATE" -> ColumnType.of(ValueKind.DATE, name, 0, 0);
            case "TIME", "TIMESTAMP" ->
                ColumnType.of(
                        name.equals("TIME") ? ValueKind.TIME : ValueKind.TIMESTAMP,
                        name + "(" + digits + ")",
                        digits,
                        0);
            case "TIME WITH TIME ZONE" ->
                ColumnType.of(ValueKind.TIME_WITH_ZONE, "TIME(" + digits + ") WITH TIME ZONE", digits, 0);
            case "TIMESTAMP WITH TIME ZONE" ->
                ColumnType.of(ValueKind.TIMESTAMP_WITH_ZONE, "TIMESTAMP(" + digits + ") WITH TIME ZONE", digits, 0);
            case "UUID" -> ColumnType.of(ValueKind.UUID, name, 0, 0);
            case "JSON" -> ColumnType.of(ValueKind.JSON, name, 0, 0);
            default -> ColumnType.of(ValueKind.NATIVE, name, 0, 0);
        };
    }

    private static String sized(String name, long length) {
        return limit(length) == 0 ? name : name + "(" + length + ")";
    }

    /** H2 gives an unlimited type the greatest length it knows. */
    private static long limit(long length) {
        return length >= 1_000_000_000L ? 0 : length;
    }
}
