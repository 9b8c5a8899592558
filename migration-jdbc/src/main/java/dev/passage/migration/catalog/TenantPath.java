package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;

/**
 * How a row leads to its tenant: over foreign keys to a table with the tenant's column.
 *
 * @param steps the foreign keys, from the row's own table upwards; none when the table has the column itself
 * @param column the column that holds the tenant, in the last table
 * @since 0.1.0
 */
public record TenantPath(List<ForeignKey> steps, String column) {

    /** Checks the column and copies the list. */
    public TenantPath {
        steps = List.copyOf(steps);
        Objects.requireNonNull(column, "column");
    }
}
