package dev.passage.migration.capture;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.dialect.Engine;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a value into the text of a trigger, which cannot bind: as a whole number, or as the hexadecimal digits of its text, so
 * that no character of it can mean anything (H4).
 */
final class Literals {

    private Literals() {}

    static String of(Engine engine, ColumnType type, Object value) {
        if (value instanceof Long number) {
            return number.toString();
        }
        if (engine.isMySqlFamily()) {
            return value instanceof Boolean flag ? (flag ? "1" : "0") : text(engine, value.toString());
        }
        return "CAST(" + text(engine, value.toString()) + " AS " + type.definition() + ")";
    }

    static String text(Engine engine, String value) {
        String digits = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
        return switch (engine) {
            case POSTGRESQL -> "convert_from(decode('" + digits + "', 'hex'), 'UTF8')";
            case H2 -> "UTF8TOSTRING(X'" + digits + "')";
            case MARIADB, MYSQL -> "_utf8mb4 X'" + digits + "'";
        };
    }
}
