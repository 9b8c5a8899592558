package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Engine;
import java.util.Optional;

/**
 * Which type a column gets on another engine, so that every value fits exactly.
 *
 * <table>
 * <caption>The mapping</caption>
 * <tr><th>kind</th><th>PostgreSQL</th><th>H2</th><th>MariaDB, MySQL</th></tr>
 * <tr><td>boolean</td><td>boolean</td><td>boolean</td><td>tinyint(1)</td></tr>
 * <tr><td>integer of 1, 2, 4, 8 bytes</td><td>smallint, smallint, integer, bigint</td><td>tinyint, smallint, integer, bigint</td>
 * <td>tinyint, smallint, int, bigint</td></tr>
 * <tr><td>decimal</td><td>numeric(p,s)</td><td>numeric(p,s)</td><td>decimal(p,s) up to 65,30</td></tr>
 * <tr><td>real, double</td><td>real, double precision</td><td>real, double precision</td><td>float, double</td></tr>
 * <tr><td>text</td><td>varchar(n), text</td><td>character varying</td><td>varchar(n), longtext</td></tr>
 * <tr><td>fixed text</td><td>char(n)</td><td>char(n)</td><td>char(n) up to 255</td></tr>
 * <tr><td>bytes</td><td>bytea</td><td>binary varying</td><td>varbinary(n), longblob</td></tr>
 * <tr><td>date, time, timestamp</td><td>the same</td><td>the same</td><td>date, time, datetime</td></tr>
 * <tr><td>with time zone</td><td>the same</td><td>the same</td><td>timestamp; time is refused</td></tr>
 * <tr><td>uuid</td><td>uuid</td><td>uuid</td><td>char(36)</td></tr>
 * <tr><td>json</td><td>json</td><td>json</td><td>longtext</td></tr>
 * <tr><td>array</td><td>the same</td><td>the same</td><td>refused</td></tr>
 * <tr><td>types of one engine only</td><td>refused</td><td>refused</td><td>refused</td></tr>
 * </table>
 */
final class TypeMapping {
    private static final int LONGEST_INDEXED_VARCHAR = 700;
    private static final int LONGEST_VARCHAR = 16_000;

    private TypeMapping() {}

    /** Returns the type, or nothing when there is none that holds every value. */
    static Optional<String> map(ColumnType type, Engine engine, boolean indexed) {
        return switch (engine) {
            case POSTGRESQL -> postgres(type);
            case H2 -> h2(type);
            case MARIADB, MYSQL -> mySql(type, indexed);
        };
    }

    private static Optional<String> postgres(ColumnType type) {
        String size = "(" + type.size() + ")";
        return switch (type.kind()) {
            case INTEGER -> Optional.of(type.size() <= 2 ? "smallint" : type.size() == 4 ? "integer" : "bigint");
            case DECIMAL -> decimal(type, 1_000, 1_000, "numeric");
            case TEXT -> Optional.of(type.size() == 0 || type.size() > 10_000_000 ? "text" : "varchar" + size);
            case CHARACTER -> Optional.of("char" + size);
            case BINARY -> Optional.of("bytea");
            case TIME, TIME_WITH_ZONE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> time(type, 6);
            case ARRAY -> element(type).flatMap(TypeMapping::postgres).map(of -> of + "[]");
            default -> plain(type);
        };
    }

    private static Optional<String> h2(ColumnType type) {
        String size = type.size() == 0 ? "" : "(" + type.size() + ")";
        return switch (type.kind()) {
            case INTEGER ->
                Optional.of(
                        type.size() == 1
                                ? "tinyint"
                                : type.size() == 2 ? "smallint" : type.size() == 4 ? "integer" : "bigint");
            case DECIMAL -> decimal(type, 100_000, 100_000, "numeric");
            case TEXT -> Optional.of("character varying" + size);
            case CHARACTER -> Optional.of("character" + size);
            case BINARY -> Optional.of("binary varying" + size);
            case TIME, TIME_WITH_ZONE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> time(type, 9);
            case ARRAY -> element(type).flatMap(TypeMapping::h2).map(of -> of + " array");
            default -> plain(type);
        };
    }

    private static Optional<String> mySql(ColumnType type, boolean indexed) {
        String size = "(" + type.size() + ")";
        String text = " character set utf8mb4 collate utf8mb4_bin";
        boolean fits = type.size() > 0 && type.size() <= (indexed ? LONGEST_INDEXED_VARCHAR : LONGEST_VARCHAR);
        return switch (type.kind()) {
            case BOOLEAN -> Optional.of("tinyint(1)");
            case INTEGER ->
                Optional.of(
                        type.size() == 1
                                ? "tinyint"
                                : type.size() == 2 ? "smallint" : type.size() == 4 ? "int" : "bigint");
            case DECIMAL -> decimal(type, 65, 30, "decimal");
            case REAL -> Optional.of("float");
            case DOUBLE -> Optional.of("double");
            case TEXT -> fits ? Optional.of("varchar" + size + text) : unlessIndexed(indexed, "longtext" + text);
            case CHARACTER ->
                type.size() <= 255 ? Optional.of("char" + size + text) : unlessIndexed(indexed, "longtext" + text);
            case BINARY -> fits ? Optional.of("varbinary" + size) : unlessIndexed(indexed, "longblob");
            case DATE -> Optional.of("date");
            case TIME -> limited(type, "time" + size);
            case TIMESTAMP -> limited(type, "datetime" + size);
            case TIMESTAMP_WITH_ZONE -> limited(type, "timestamp" + size);
            case UUID -> Optional.of("char(36) character set ascii collate ascii_bin");
            case JSON -> unlessIndexed(indexed, "longtext" + text);
            case TIME_WITH_ZONE, ARRAY, NATIVE -> Optional.empty();
        };
    }

    private static Optional<String> plain(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Optional.of("boolean");
            case REAL -> Optional.of("real");
            case DOUBLE -> Optional.of("double precision");
            case DATE -> Optional.of("date");
            case UUID -> Optional.of("uuid");
            case JSON -> Optional.of("json");
            default -> Optional.empty();
        };
    }

    private static Optional<String> decimal(ColumnType type, int precision, int scale, String name) {
        if (type.size() == 0) {
            return precision == 1_000 ? Optional.of(name) : Optional.empty();
        }
        boolean fits =
                type.size() <= precision && type.scale() >= 0 && type.scale() <= scale && type.scale() <= type.size();
        return fits ? Optional.of(name + "(" + type.size() + ", " + type.scale() + ")") : Optional.empty();
    }

    private static Optional<String> time(ColumnType type, int digits) {
        boolean withZone = type.kind() == ValueKind.TIME_WITH_ZONE || type.kind() == ValueKind.TIMESTAMP_WITH_ZONE;
        boolean timestamp = type.kind() == ValueKind.TIMESTAMP || type.kind() == ValueKind.TIMESTAMP_WITH_ZONE;
        return type.size() > digits
                ? Optional.empty()
                : Optional.of(
                        (timestamp ? "timestamp(" : "time(") + type.size() + ")" + (withZone ? " with time zone" : ""));
    }

    private static Optional<String> limited(ColumnType type, String name) {
        return type.size() <= 6 ? Optional.of(name) : Optional.empty();
    }

    private static Optional<String> unlessIndexed(boolean indexed, String name) {
        return indexed ? Optional.empty() : Optional.of(name);
    }

    /** Elements are mapped by kind alone, to the widest type of it. */
    private static Optional<ColumnType> element(ColumnType type) {
        return type.element()
                .filter(kind -> kind != ValueKind.DECIMAL && kind != ValueKind.CHARACTER && kind != ValueKind.ARRAY)
                .map(kind ->
                        ColumnType.of(kind, kind.name(), kind == ValueKind.INTEGER ? 8 : kind.isTime() ? 6 : 0, 0));
    }
}
