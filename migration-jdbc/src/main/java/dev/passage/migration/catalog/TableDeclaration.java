package dev.passage.migration.catalog;

import java.util.Objects;

/**
 * What a person says about one table, instead of what would be found from foreign keys.
 *
 * @param table the name of the table
 * @param tableClass what it is to a tenant
 * @param by for an owned or root table the column that holds the tenant; for a through table the table through which it
 *     belongs; else empty
 * @since 0.1.0
 */
public record TableDeclaration(String table, TableClass tableClass, String by) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if an owned, root or through table does not say by what
     */
    public TableDeclaration {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(tableClass, "tableClass");
        Objects.requireNonNull(by, "by");
        if (tableClass.isTenants() && by.isEmpty()) {
            throw new IllegalArgumentException("The declaration of table " + table
                    + " must name the column or table by which it belongs to a tenant.");
        }
    }
}
