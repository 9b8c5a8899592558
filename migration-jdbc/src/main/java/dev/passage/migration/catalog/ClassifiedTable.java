package dev.passage.migration.catalog;

import java.util.Objects;
import java.util.Optional;

/**
 * A table and what it is to a tenant.
 *
 * @param table the table
 * @param tableClass its class
 * @param path how its rows lead to their tenant; empty unless they belong to one
 * @since 0.1.0
 */
public record ClassifiedTable(Table table, TableClass tableClass, Optional<TenantPath> path) {

    /**
     * Checks that every part is given.
     *
     * @throws IllegalArgumentException if rows belong to a tenant but no path says how, or the other way round
     */
    public ClassifiedTable {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(tableClass, "tableClass");
        Objects.requireNonNull(path, "path");
        if (tableClass.isTenants() != path.isPresent()) {
            throw new IllegalArgumentException("Table " + table.name() + " is " + tableClass + " but has "
                    + (path.isPresent() ? "a" : "no") + " path to a tenant.");
        }
    }

    /**
     * Returns the name of the table.
     *
     * @return the name
     */
    public String name() {
        return table.name();
    }
}
