package dev.passage.migration.catalog;

/**
 * What a table is to a tenant (D11).
 *
 * @since 0.1.0
 */
public enum TableClass {
    /** Each row names its tenant in a column. */
    OWNED,
    /** Each row belongs to the tenant of a row that it refers to, over any number of tables. */
    THROUGH,
    /** Holds the tenant's own row. */
    ROOT,
    /** Shared by all tenants: copied where it is missing, compared, never deleted. */
    REFERENCE,
    /** Nothing to do with tenants: neither copied nor touched. */
    UNRELATED;

    /**
     * Tells whether the table's rows each belong to a tenant and move with it.
     *
     * @return whether they do
     */
    public boolean isTenants() {
        return this == OWNED || this == THROUGH || this == ROOT;
    }
}
