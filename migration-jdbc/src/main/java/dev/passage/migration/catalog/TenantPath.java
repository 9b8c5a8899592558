package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a row leads to its tenant: over foreign keys to a table with the tenant's column.
 *
 * @param steps the foreign keys, from the row's own table upwards; none when the table has the column itself
 * @param column the column that holds the tenant, in the last table
 * @param reference the foreign key by which that column refers to the tenant's own row, or to a row that does, so that whatever refers
 *     there is the tenant's, also when a collation lets other letters do so; empty when the column refers to nothing of the tenant's
 * @since 0.1.0
 */
public record TenantPath(List<ForeignKey> steps, String column, Optional<ForeignKey> reference) {

    /** Checks the column and copies the list. */
    public TenantPath {
        steps = List.copyOf(steps);
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(reference, "reference");
    }

    /**
     * A path to a column that refers to nothing.
     *
     * @param steps as of {@link #steps()}
     * @param column as of {@link #column()}
     */
    public TenantPath(List<ForeignKey> steps, String column) {
        this(steps, column, Optional.empty());
    }
}
