package dev.passage.migration.catchup;

import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.copy.ColumnRoute;
import dev.passage.migration.copy.KeyedRow;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from rows when they were changed last, where a column of theirs says so (R3). Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Stamps {
    /** No row says it. */
    public static final Stamps NONE = new Stamps(Map.of());

    private static final int DIGITS_OF_MICROS = 6;

    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffset("+HH:mm", "+00")
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Map<String, String> columns;

    /**
     * Creates a reader.
     *
     * @param columns the name of the column, by that of its table
     */
    public Stamps(Map<String, String> columns) {
        this.columns = Map.copyOf(columns);
    }

    /** Whether rows of a table say it. */
    boolean isNamed(FollowedTable table) {
        return columns.containsKey(table.name());
    }

    /** Whether it is an instant, or a time of day of which the zone is not known for sure. */
    boolean isInstant(FollowedTable table) {
        int position = position(table);
        return position >= 0
                && table.route().columns().get(position).source().type().kind() == ValueKind.TIMESTAMP_WITH_ZONE;
    }

    /** What the row says; nothing when it holds NULL. */
    Optional<Instant> of(FollowedTable table, KeyedRow row) {
        int position = position(table);
        return position < 0 ? Optional.empty() : row.value(position).flatMap(Stamps::instant);
    }

    /** How many microseconds a value may be off because one of the sides holds no more digits. */
    long precision(FollowedTable table) {
        ColumnRoute column = table.route().columns().get(position(table));
        long digits =
                Math.min(column.source().type().size(), column.target().type().size());
        long micros = 1;
        for (long missing = digits; missing < DIGITS_OF_MICROS; missing++) {
            micros *= 10;
        }
        return micros;
    }

    private int position(FollowedTable table) {
        List<ColumnRoute> route = table.route().columns();
        String name = columns.getOrDefault(table.name(), "");
        for (int i = 0; i < route.size(); i++) {
            if (route.get(i).source().name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Instant> instant(Object value) {
        try {
            return Optional.of(exact(value).truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeParseException beyond) {
            return Optional.empty(); // PostgreSQL knows infinity, and years before the first
        }
    }

    private static Instant exact(Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof LocalDateTime time) {
            return time.toInstant(ZoneOffset.UTC);
        }
        // as PostgreSQL writes it, in UTC
        return Instant.from(TEXT.parse(value.toString()));
    }
}
