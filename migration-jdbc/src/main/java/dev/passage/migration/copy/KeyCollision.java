package dev.passage.migration.copy;

import java.util.List;
import java.util.Objects;

/**
 * Keys of a tenant's rows that rows of others already have on the side where the tenant's rows shall go (D12).
 *
 * @param table the table
 * @param columns the columns of the key that must be unique there
 * @param rows how many rows of others have such a key, at least 1
 * @since 0.1.0
 */
public record KeyCollision(String table, List<String> columns, long rows) {

    /** Checks the parts and copies the list. */
    public KeyCollision {
        Objects.requireNonNull(table, "table");
        columns = List.copyOf(columns);
        if (rows < 1) {
            throw new IllegalArgumentException("A collision needs a row, but was given " + rows + ".");
        }
    }

    @Override
    public String toString() {
        return rows + (rows == 1 ? " row" : " rows") + " of table \"" + table + "\" by (" + String.join(", ", columns)
                + ")";
    }
}
