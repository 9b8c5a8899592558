package dev.passage.migration.copy;

import dev.passage.migration.catalog.ColumnType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Reads the values of a key from the fields of a binary tuple, as the ledger holds them. */
final class BinaryKey {
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private BinaryKey() {}

    /** The first column of a key whose values cannot be read. */
    static Optional<ColumnRoute> unreadable(TableRoute route) {
        return route.key().stream().filter(column -> !isReadable(column)).findFirst();
    }

    private static boolean isReadable(ColumnRoute column) {
        return switch (column.source().type().kind()) {
            case BOOLEAN, INTEGER, TEXT, CHARACTER, BINARY, UUID, DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> true;
            default -> false;
        };
    }

    static List<Object> of(TupleReader tuples, TableRoute route) {
        return route.key().stream()
                .map(column -> value(
                        column.source().type(), tuples.field(route.columns().indexOf(column))))
                .toList();
    }

    private static Object value(ColumnType type, byte[] field) {
        ByteBuffer bytes = ByteBuffer.wrap(field);
        return switch (type.kind()) {
            case BOOLEAN -> field[0] != 0;
            case INTEGER ->
                field.length == Short.BYTES
                        ? (long) bytes.getShort()
                        : field.length == Integer.BYTES ? (long) bytes.getInt() : bytes.getLong();
            case TEXT, CHARACTER -> new String(field, StandardCharsets.UTF_8);
            case BINARY -> field;
            case UUID -> new UUID(bytes.getLong(), bytes.getLong());
            case DATE -> day(bytes.getInt());
            case TIMESTAMP -> instant(bytes.getLong(), "");
            case TIMESTAMP_WITH_ZONE -> instant(bytes.getLong(), "+00");
            default -> throw new IllegalArgumentException("A key of type " + type + " is not copied in binary.");
        };
    }

    private static String day(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return days > 0 ? "infinity" : "-infinity";
        }
        LocalDate day = EPOCH.plusDays(days);
        return DAY.format(day) + era(day);
    }

    private static String instant(long micros, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return micros > 0 ? "infinity" : "-infinity";
        }
        Instant instant = EPOCH.atStartOfDay().toInstant(ZoneOffset.UTC).plus(micros, ChronoUnit.MICROS);
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        return TIME.format(time) + zone + era(time.toLocalDate());
    }

    private static String era(LocalDate day) {
        return day.getYear() < 1 ? " BC" : "";
    }
}
