package dev.passage.migration.value;

import dev.passage.migration.catalog.ValueKind;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the readings of all engines share. */
final class Read {
    private static final String NOT_REPRESENTABLE = "22023";

    private Read() {}

    static @Nullable Object orNull(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    static @Nullable Object decimal(@Nullable String text) throws SQLException {
        return parsed(text, BigDecimal::new);
    }

    /** A value that the other engine cannot hold, such as NaN or the day 0, is an error and never NULL. */
    static @Nullable Object parsed(@Nullable String text, Function<String, Object> parser) throws SQLException {
        if (text == null) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (DateTimeException | IllegalArgumentException failure) {
            throw new SQLException("A value has no counterpart in the other engine's type.", NOT_REPRESENTABLE);
        }
    }

    static @Nullable Object array(@Nullable Array array, ValueKind element) throws SQLException {
        return array == null ? null : elements((@Nullable Object[]) array.getArray(), element);
    }

    private static @Nullable Object[] elements(@Nullable Object[] raw, ValueKind kind) {
        @Nullable Object[] values = new @Nullable Object[raw.length];
        for (int i = 0; i < raw.length; i++) {
            values[i] = element(raw[i], kind);
        }
        return values;
    }

    private static @Nullable Object element(@Nullable Object raw, ValueKind kind) {
        if (raw instanceof Object[] nested) {
            return elements(nested, kind);
        }
        if (kind == ValueKind.INTEGER && raw instanceof Number number) {
            return number.longValue();
        }
        if (raw instanceof Timestamp time) {
            return kind == ValueKind.TIMESTAMP_WITH_ZONE
                    ? time.toInstant().atOffset(ZoneOffset.UTC)
                    : time.toLocalDateTime();
        }
        if (raw instanceof Date day) {
            return day.toLocalDate();
        }
        return raw instanceof Time time ? time.toLocalTime() : raw;
    }
}
