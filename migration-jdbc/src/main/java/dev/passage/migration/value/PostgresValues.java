package dev.passage.migration.value;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ValueKind;
import java.math.BigDecimal;
import java.sql.Array;
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

/** PostgreSQL: what is exchanged as text is cast by the server, because the driver's own text depends on its transfer mode. */
final class PostgresValues extends ValueAccess {

    PostgresValues(ValueKind kind, ColumnType type) {
        super(kind, type);
    }

    @Override
    public String select(String column) {
        return kind == ValueKind.NATIVE || kind == ValueKind.JSON || kind == ValueKind.DECIMAL
                ? "CAST(" + column + " AS TEXT)"
                : column;
    }

    @Override
    public String equality(String column) {
        return type.kind() == ValueKind.NATIVE || type.kind() == ValueKind.TEXT
                ? column + " = ? AND CAST(" + column + " AS TEXT) COLLATE \"C\" = ?"
                : column + " = ?";
    }

    @Override
    public int equalityParameters() {
        return type.kind() == ValueKind.NATIVE || type.kind() == ValueKind.TEXT ? 2 : 1;
    }

    @Override
    public @Nullable Object read(ResultSet row, int index) throws SQLException {
        return switch (kind) {
            case BOOLEAN -> Read.orNull(row, row.getBoolean(index));
            case INTEGER -> Read.orNull(row, row.getLong(index));
            case REAL -> Read.orNull(row, row.getFloat(index));
            case DOUBLE -> Read.orNull(row, row.getDouble(index));
            case DECIMAL -> Read.decimal(row.getString(index));
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
        } else if (value instanceof String text) {
            // without a type, so that the server takes the column's own
            statement.setObject(index, text, Types.OTHER);
        } else if (value instanceof BigDecimal number) {
            statement.setBigDecimal(index, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof Object[] elements) {
            String element = type.definition().replaceFirst("(\\(\\d+(,\\d+)?\\))?(\\[])+$", "");
            Array array = statement.getConnection().createArrayOf(element, elements);
            statement.setArray(index, array);
        } else {
            statement.setObject(index, value);
        }
    }
}
