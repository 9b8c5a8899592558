package dev.passage.migration.copy;

import dev.passage.migration.value.ValueAccess;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which rows of a table are meant: a condition over the alias {@value #ROW} whose values are bound, never written into the
 * statement.
 *
 * @param condition the condition, with placeholders
 * @param parameters what is bound to them, in this order
 * @since 0.1.0
 */
public record RowFilter(String condition, List<Parameter> parameters) {

    /** What the table is called in the condition. */
    public static final String ROW = "r0";

    /** Every row. */
    public static final RowFilter ALL = new RowFilter("1 = 1", List.of());

    /**
     * A value to bind.
     *
     * @param access how
     * @param value what
     * @since 0.1.0
     */
    public record Parameter(ValueAccess access, Object value) {}

    /** Checks the condition and copies the list. */
    public RowFilter {
        Objects.requireNonNull(condition, "condition");
        parameters = List.copyOf(parameters);
    }

    /**
     * Returns the rows that both filters mean.
     *
     * @param other the other filter
     * @return both conditions
     */
    public RowFilter and(RowFilter other) {
        List<Parameter> both = new ArrayList<>(parameters);
        both.addAll(other.parameters);
        return new RowFilter("(" + condition + ") AND (" + other.condition + ")", both);
    }

    /**
     * Binds the values.
     *
     * @param statement a statement with the condition in it
     * @param first the position of the condition's first placeholder, from 1
     * @return the position after its last
     * @throws SQLException when a value cannot be bound
     */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Parameter parameter : parameters) {
            parameter.access().bind(statement, index++, parameter.value());
        }
        return index;
    }
}
