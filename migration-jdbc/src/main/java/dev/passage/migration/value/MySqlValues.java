package dev.passage.migration.value;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ValueKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB and MySQL, in a session whose time zone is UTC.
 *
 * <p>The server prints a FLOAT with six digits, so it is read as DOUBLE, which it prints in full. Drivers turn dates that Java does
 * not know, such as {@code 0000-00-00}, into NULL or an error, so times are read as text.
 */
final class MySqlValues extends ValueAccess {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    MySqlValues(ValueKind kind, ColumnType type) {
        super(kind, type);
    }

    @Override
    public String select(String column) {
        if (isBit()) {
            return "CAST(" + column + " + 0 AS CHAR)";
        }
        return switch (kind) {
            case REAL -> "CAST(" + column + " AS DOUBLE)";
            case NATIVE, JSON, UUID, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE -> "CAST(" + column + " AS CHAR)";
            default -> column;
        };
    }

    @Override
    public String placeholder() {
        return isBit() ? "CAST(? AS UNSIGNED)" : "?";
    }

    private boolean isBit() {
        return type.definition().toLowerCase(Locale.ROOT).startsWith("bit");
    }

    @Override
    public String equality(String column) {
        return isText()
                ? column + " = ? AND CAST(CONVERT(" + column + " USING utf8mb4) AS BINARY) = CAST(? AS BINARY)"
                : column + " = ?";
    }

    @Override
    public int equalityParameters() {
        return isText() ? 2 : 1;
    }

    private boolean isText() {
        return type.kind() == ValueKind.TEXT || type.kind() == ValueKind.CHARACTER;
    }

    @Override
    public @Nullable Object read(ResultSet row, int index) throws SQLException {
        return switch (kind) {
            case BOOLEAN -> Read.orNull(row, row.getBoolean(index));
            case INTEGER -> Read.orNull(row, row.getLong(index));
            case REAL -> Read.orNull(row, (float) row.getDouble(index));
            case DOUBLE -> Read.orNull(row, row.getDouble(index));
            case DECIMAL -> row.getBigDecimal(index);
            case TEXT, CHARACTER, JSON, NATIVE -> row.getString(index);
            case BINARY -> row.getBytes(index);
            case UUID -> Read.parsed(row.getString(index), UUID::fromString);
            case DATE -> Read.parsed(row.getString(index), LocalDate::parse);
            case TIME -> Read.parsed(row.getString(index), LocalTime::parse);
            case TIMESTAMP -> Read.parsed(row.getString(index), MySqlValues::timestamp);
            case TIMESTAMP_WITH_ZONE ->
                Read.parsed(row.getString(index), text -> timestamp(text).atOffset(ZoneOffset.UTC));
            case TIME_WITH_ZONE, ARRAY -> throw new SQLException("No such type: " + kind, "0A000");
        };
    }

    private static LocalDateTime timestamp(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Float number) {
            statement.setDouble(index, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof LocalDateTime time) {
            statement.setString(index, TIMESTAMP.format(time));
        } else if (value instanceof OffsetDateTime instant) {
            statement.setString(index, TIMESTAMP.format(instant.withOffsetSameInstant(ZoneOffset.UTC)));
        } else if (value instanceof LocalDate || value instanceof LocalTime || value instanceof UUID) {
            statement.setString(index, value.toString());
        } else {
            statement.setObject(index, value);
        }
    }
}
