package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A foreign key within one schema.
 *
 * @param name its name in the catalogue
 * @param columns the columns of the table that refers
 * @param parent the table that is referred to
 * @param parentColumns its columns, in the same order
 * @param onDelete what happens when the parent's row goes, as the words after {@code ON DELETE}
 * @param onUpdate what happens when the parent's key changes, as the words after {@code ON UPDATE}
 * @since 0.1.0
 */
public record ForeignKey(
        String name,
        List<String> columns,
        String parent,
        List<String> parentColumns,
        String onDelete,
        String onUpdate) {

    /** Checks the parts and copies the lists. */
    public ForeignKey {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        Objects.requireNonNull(parent, "parent");
        parentColumns = List.copyOf(parentColumns);
        Objects.requireNonNull(onDelete, "onDelete");
        Objects.requireNonNull(onUpdate, "onUpdate");
    }
}
