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
import java.time.OffsetTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** H2. */
final class H2Values extends ValueAccess {

    H2Values(ValueKind kind, ColumnType type) {
        super(kind, type);
    }

    @Override
    public String select(String column) {
        return kind == ValueKind.NATIVE ? "CAST(" + column + " AS CHARACTER VARYING)" : column;
    }

    @Override
    public String placeholder() {
        return kind == ValueKind.JSON && type.kind() == ValueKind.JSON ? "? FORMAT JSON" : "?";
    }

    @Override
    public String equality(String column) {
        return ignoresCase() ? column + " = ? AND CAST(" + column + " AS CHARACTER VARYING) = ?" : column + " = ?";
    }

    @Override
    public int equalityParameters() {
        return ignoresCase() ? 2 : 1;
    }

    private boolean ignoresCase() {
        return type.definition().startsWith("VARCHAR_IGNORECASE");
    }

    @Override
    public @Nullable Object read(ResultSet row, int index) throws SQLException {
        return switch (kind) {
            case BOOLEAN -> Read.orNull(row, row.getBoolean(index));
            case INTEGER -> Read.orNull(row, row.getLong(index));
            case REAL -> Read.orNull(row, row.getFloat(index));
            case DOUBLE -> Read.orNull(row, row.getDouble(index));
            case DECIMAL -> row.getBigDecimal(index);
            case TEXT, CHARACTER, JSON, NATIVE -> row.getString(index);
            case BINARY -> row.getBytes(index);
            case DATE -> row.getObject(index, LocalDate.class);
            case TIME -> row.getObject(index, LocalTime.class);
            case TIME_WITH_ZONE -> row.getObject(index, OffsetTime.class);
            case TIMESTAMP -> row.getObject(index, LocalDateTime.class);
            case TIMESTAMP_WITH_ZONE -> row.getObject(index, OffsetDateTime.class);
            case UUID -> row.getObject(index, UUID.class);
            case ARRAY -> Read.array(row.getArray(index), type.element().orElseThrow());
        };
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            statement.setObject(index, value);
        }
    }
}
