package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;

/**
 * How a row leads to its tenant: over foreign keys to a table with the tenant's column.
 *
 * @param steps the foreign keys, from the row's own table upwards; none when the table has the column itself
 * @param column the column that holds the tenant, in the last table
 * @param byReference whether a foreign key of that column alone refers to the tenant's own row, so that whatever refers to it is the
 *     tenant's, also when a collation lets other letters do so
 * @since 0.1.0
 */
public record TenantPath(List<ForeignKey> steps, String column, boolean byReference) {

    /** Checks the column and copies the list. */
    public TenantPath {
        steps = List.copyOf(steps);
        Objects.requireNonNull(column, "column");
    }

    /**
     * A path to a column that refers to nothing.
     *
     * @param steps as of {@link #steps()}
     * @param column as of {@link #column()}
     */
    public TenantPath(List<ForeignKey> steps, String column) {
        this(steps, column, false);
    }
}
