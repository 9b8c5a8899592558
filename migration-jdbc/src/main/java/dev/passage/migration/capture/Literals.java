package dev.passage.migration.capture;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.dialect.Engine;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

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
        if (engine == Engine.H2 && type.kind() == ValueKind.TEXT) {
            return text(engine, value.toString()); // a cast to a type that ignores case would make it equal to others
        }
        return "CAST(" + text(engine, value.toString()) + " AS " + type.definition() + ")";
    }

    static String text(Engine engine, String value) {
        return switch (engine) {
            case POSTGRESQL -> "E'" + escapes(value) + "'";
            case H2 -> "UTF8TOSTRING(X'" + digits(value) + "')";
            case MARIADB, MYSQL -> "_utf8mb4 X'" + digits(value) + "'";
        };
    }

    private static String digits(String value) {
        return HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A constant, for what a function returns has a collation of its own, which may not be that of the column it is compared with. */
    private static String escapes(String value) {
        return value.codePoints()
                .mapToObj(character -> "\\U" + HexFormat.of().toHexDigits(character))
                .collect(Collectors.joining());
    }
}
