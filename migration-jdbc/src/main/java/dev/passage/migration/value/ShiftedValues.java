package dev.passage.migration.value;

import dev.passage.migration.catalog.ValueKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Integers that are stored greater by a fixed amount than they are exchanged, so that they meet no others. */
final class ShiftedValues extends ValueAccess {
    private static final String OUT_OF_RANGE = "22003";

    private final ValueAccess stored;
    private final long amount;

    ShiftedValues(ValueAccess stored, long amount) {
        super(stored.kind, stored.type);
        if (stored.kind != ValueKind.INTEGER) {
            throw new IllegalArgumentException(
                    "Only integers can be stored greater, but was given " + stored.kind + ".");
        }
        this.stored = stored;
        this.amount = amount;
    }

    @Override
    public long storedGreaterBy() {
        return amount;
    }

    @Override
    public String select(String column) {
        return stored.select(column);
    }

    @Override
    public String placeholder() {
        return stored.placeholder();
    }

    @Override
    public String equality(String column) {
        return stored.equality(column);
    }

    @Override
    public int equalityParameters() {
        return stored.equalityParameters();
    }

    @Override
    public @Nullable Object read(ResultSet row, int index) throws SQLException {
        return shifted(stored.read(row, index), -amount);
    }

    @Override
    public void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        stored.bind(statement, index, shifted(value, amount));
    }

    private static @Nullable Object shifted(@Nullable Object value, long by) throws SQLException {
        if (!(value instanceof Long number)) {
            return value;
        }
        try {
            return Math.addExact(number, by);
        } catch (ArithmeticException overflow) {
            throw new SQLException("A changed key is too great for a number of 8 bytes.", OUT_OF_RANGE, overflow);
        }
    }
}
