package dev.passage.migration.tenant;

import java.time.Duration;
import java.util.Objects;

/**
 * Which rows of a table are worth moving: those that are not older than a time (D5). The rest stays where it is.
 *
 * @param table the table
 * @param age how old a row may be, longer than zero, counted from the making of the plan
 * @param column a column with a date or timestamp that says how old a row is
 * @since 0.1.0
 */
public record Retention(String table, Duration age, String column) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the age is zero or negative
     */
    public Retention {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(column, "column");
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException(
                    "Rows of table " + table + " must be kept for longer than zero, but was given " + age + ".");
        }
    }
}
