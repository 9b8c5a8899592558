package dev.passage.migration.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** PostgreSQL's columns. */
final class PostgresColumns implements ColumnQuery {

    @Override
    public String sql() {
        return "SELECT c.relname AS table_name, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS definition,"
                + " t.typname, t.typtype, COALESCE(e.typname, '') AS element, COALESCE(e.typtype, '') AS element_type,"
                + " a.atttypmod, a.attnotnull, a.attgenerated, a.attidentity,"
                + " pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,"
                + " pg_catalog.pg_get_serial_sequence(pg_catalog.format('%I.%I', n.nspname, c.relname), a.attname)"
                + " IS NOT NULL AS serial"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
                + " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
                + " LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'"
                + " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
                + " WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
                + " ORDER BY c.relname, a.attnum";
    }

    @Override
    public Column column(ResultSet row) throws SQLException {
        Optional<String> expression = Optional.ofNullable(row.getString("expression"));
        boolean generated = !row.getString("attgenerated").isEmpty();
        boolean serial = row.getBoolean("serial");
        String identity = row.getString("attidentity");
        return new Column(
                row.getString("attname"),
                type(row),
                !row.getBoolean("attnotnull"),
                generated || serial ? Optional.empty() : expression,
                generated ? expression : Optional.empty(),
                identity.equals("a") ? Identity.ALWAYS : serial ? Identity.BY_DEFAULT : Identity.NONE);
    }

    private static ColumnType type(ResultSet row) throws SQLException {
        String definition = row.getString("definition");
        String element = row.getString("element");
        int modifier = row.getInt("atttypmod");
        if (!element.isEmpty()) {
            ValueKind of = row.getString("element_type").equals("b")
                    ? type(element, definition, -1).kind()
                    : ValueKind.NATIVE;
            ValueKind kind = of == ValueKind.NATIVE ? ValueKind.NATIVE : ValueKind.ARRAY;
            return new ColumnType(kind, definition, 0, 0, Optional.of(of));
        }
        return row.getString("typtype").equals("b")
                ? type(row.getString("typname"), definition, modifier)
                : ColumnType.of(ValueKind.NATIVE, definition, 0, 0);
    }

    private static ColumnType type(String name, String definition, int modifier) {
        return switch (name) {
            case "bool" -> ColumnType.of(ValueKind.BOOLEAN, definition, 0, 0);
            case "int2" -> ColumnType.of(ValueKind.INTEGER, definition, 2, 0);
            case "int4" -> ColumnType.of(ValueKind.INTEGER, definition, 4, 0);
            case "int8" -> ColumnType.of(ValueKind.INTEGER, definition, 8, 0);
            case "float4" -> ColumnType.of(ValueKind.REAL, definition, 0, 0);
            case "float8" -> ColumnType.of(ValueKind.DOUBLE, definition, 0, 0);
            case "numeric" ->
                modifier < 0
                        ? ColumnType.of(ValueKind.DECIMAL, definition, 0, 0)
                        : ColumnType.of(
                                ValueKind.DECIMAL,
                                definition,
                                ((modifier - 4) >> 16) & 0xffff,
                                (((modifier - 4) & 0x7ff) ^ 1024) - 1024);
            case "text" -> ColumnType.of(ValueKind.TEXT, definition, 0, 0);
            case "varchar" -> ColumnType.of(ValueKind.TEXT, definition, Math.max(0, modifier - 4), 0);
            case "bpchar" -> ColumnType.of(ValueKind.CHARACTER, definition, Math.max(0, modifier - 4), 0);
            case "bytea" -> ColumnType.of(ValueKind.BINARY, definition, 0, 0);
            case "date" -> ColumnType.of(ValueKind.DATE, definition, 0, 0);
            case "time" -> ColumnType.of(ValueKind.TIME, definition, digits(modifier), 0);
            case "timetz" -> ColumnType.of(ValueKind.TIME_WITH_ZONE, definition, digits(modifier), 0);
            case "timestamp" -> ColumnType.of(ValueKind.TIMESTAMP, definition, digits(modifier), 0);
            case "timestamptz" -> ColumnType.of(ValueKind.TIMESTAMP_WITH_ZONE, definition, digits(modifier), 0);
            case "uuid" -> ColumnType.of(ValueKind.UUID, definition, 0, 0);
            case "json", "jsonb" -> ColumnType.of(ValueKind.JSON, definition, 0, 0);
            default -> ColumnType.of(ValueKind.NATIVE, definition, 0, 0);
        };
    }

    private static int digits(int modifier) {
        return modifier < 0 ? 6 : modifier;
    }
}
