package dev.passage.migration.copy;

import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.value.ValueAccess;

/**
 * When a value of a column is a tenant's: when it is the very same, or, where it refers to the tenant's own row, when the engine takes it
 * as equal. Under a collation that ignores case, {@code ACME} that refers to {@code acme} is the tenant's; where nothing is referred to,
 * they are two tenants.
 *
 * @param access how values of the column are bound
 * @param byReference whether what the column holds refers to the tenant's own row
 * @since 0.1.0
 */
public record TenantEquality(ValueAccess access, boolean byReference) {

    /**
     * Returns what holds at the end of a path.
     *
     * @param engine the engine that holds the rows
     * @param table the last table of the path, as this database has it
     * @param path the path
     * @return when its values are a tenant's
     */
    public static TenantEquality of(Engine engine, Table table, TenantPath path) {
        ColumnType type = table.requiredColumn(path.column()).type();
        // The other side of a move may not have the foreign key, and other rows that are equal to it.
        boolean byReference = path.reference()
                .filter(reference -> table.foreignKeys().stream().anyMatch(key -> isSame(key, reference)))
                .isPresent();
        return new TenantEquality(ValueAccess.of(engine, type, type.kind()), byReference);
    }

    private static boolean isSame(ForeignKey key, ForeignKey other) {
        return key.columns().equals(other.columns())
                && key.parent().equals(other.parent())
                && key.parentColumns().equals(other.parentColumns());
    }

    /**
     * Returns the condition.
     *
     * @param column the column, quoted
     * @return a condition with as many placeholders as {@link #parameters()}
     */
    public String condition(String column) {
        return byReference ? column + " = " + access.placeholder() : access.equality(column);
    }

    /**
     * Returns how often the tenant is bound.
     *
     * @return 1 or 2
     */
    public int parameters() {
        return byReference ? 1 : access.equalityParameters();
    }
}
