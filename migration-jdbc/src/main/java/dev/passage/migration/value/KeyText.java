package dev.passage.migration.value;

import dev.passage.migration.catalog.ValueKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * Writes the values of a key as one text, from which they can be read again: each with its length before it.
 *
 * @since 0.1.0
 */
public final class KeyText {

    private KeyText() {}

    /**
     * Returns the text of a key.
     *
     * @param values its values
     * @return the text
     */
    public static String of(List<Object> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            String part = value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
            text.append(part.length()).append(':').append(part);
        }
        return text.toString();
    }

    /**
     * Reads a key.
     *
     * @param text the text
     * @param kinds what its values are
     * @return the values
     * @throws IllegalArgumentException if the text is not that of such a key
     */
    public static List<Object> parse(String text, List<ValueKind> kinds) {
        List<Object> values = new ArrayList<>();
        int at = 0;
        for (ValueKind kind : kinds) {
            int colon = text.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
            values.add(value(text.substring(colon + 1, end), kind));
            at = end;
        }
        return values;
    }

    /**
     * Reads one value from its usual text.
     *
     * @param text the text
     * @param kind what the value is
     * @return the value
     * @throws IllegalArgumentException if the text is not that of such a value
     */
    public static Object value(String text, ValueKind kind) {
        return switch (kind) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Long.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case TEXT, CHARACTER, JSON, NATIVE -> text;
            case BINARY -> HexFormat.of().parseHex(text);
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case TIME_WITH_ZONE -> OffsetTime.parse(text);
            case TIMESTAMP -> LocalDateTime.parse(text);
            case TIMESTAMP_WITH_ZONE -> OffsetDateTime.parse(text);
            case UUID -> UUID.fromString(text);
            case ARRAY -> throw new IllegalArgumentException("An array cannot be part of a key.");
        };
    }
}
