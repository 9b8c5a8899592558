package dev.passage.migration.value;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.dialect.Engine;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the values of one column exactly, as values of one kind.
 *
 * <p>The Java classes of the values: {@code Boolean}, {@code Long}, {@code BigDecimal}, {@code Float}, {@code Double},
 * {@code String} (text, JSON and the engine's own types), {@code byte[]}, {@code LocalDate}, {@code LocalTime},
 * {@code OffsetTime}, {@code LocalDateTime}, {@code OffsetDateTime}, {@code UUID} and {@code Object[]} of these.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public abstract sealed class ValueAccess permits PostgresValues, H2Values, MySqlValues, ShiftedValues {

    /** What the values are. */
    final ValueKind kind;

    /** The type of the column. */
    final ColumnType type;

    ValueAccess(ValueKind kind, ColumnType type) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.type = Objects.requireNonNull(type, "type");
    }

    /**
     * Returns the access to a column.
     *
     * @param engine the engine that holds the column
     * @param type the type of the column
     * @param kind as what its values are exchanged, see {@link dev.passage.migration.catalog.TypePairing}
     * @return the access
     */
    public static ValueAccess of(Engine engine, ColumnType type, ValueKind kind) {
        return switch (engine) {
            case POSTGRESQL -> new PostgresValues(kind, type);
            case H2 -> new H2Values(kind, type);
            case MARIADB, MYSQL -> new MySqlValues(kind, type);
        };
    }

    /**
     * Returns an access to the same column that stores each number greater by a fixed amount, and reads it back as it was.
     *
     * @param amount how much greater
     * @return the access
     * @throws IllegalArgumentException if the values are no integers
     */
    public ValueAccess storingGreaterBy(long amount) {
        return new ShiftedValues(this, amount);
    }

    /**
     * Returns by how much the stored numbers are greater than those that are exchanged.
     *
     * @return the amount, zero for all values that are stored as they are
     */
    public long storedGreaterBy() {
        return 0;
    }

    /**
     * Returns as what the values are exchanged.
     *
     * @return the kind
     */
    public ValueKind kind() {
        return kind;
    }

    /**
     * Returns the expression that a query selects.
     *
     * @param column the column, quoted
     * @return the column itself, or a cast that makes it exact
     */
    public abstract String select(String column);

    /**
     * Returns the placeholder for a value in a statement.
     *
     * @return a question mark, maybe with a cast around it
     */
    public String placeholder() {
        return "?";
    }

    /**
     * Returns a condition that holds for exactly the given text, whatever the collation of the column.
     *
     * @param column the column, quoted
     * @return a condition with as many placeholders as {@link #equalityParameters()}
     */
    public String equality(String column) {
        return column + " = " + placeholder();
    }

    /**
     * Returns how often the value is bound in {@link #equality}.
     *
     * @return 1 or 2
     */
    public int equalityParameters() {
        return 1;
    }

    /**
     * Reads a value.
     *
     * @param row the row
     * @param index the position of the expression, from 1
     * @return the value, or null for NULL
     * @throws SQLException when it cannot be read as this kind
     */
    public abstract @Nullable Object read(ResultSet row, int index) throws SQLException;

    /**
     * Binds a value.
     *
     * @param statement the statement
     * @param index the position of the placeholder, from 1
     * @param value the value, or null for NULL
     * @throws SQLException when it cannot be bound
     */
    public abstract void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException;
}
