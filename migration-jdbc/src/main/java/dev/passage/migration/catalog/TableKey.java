package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A primary key, unique key or index over columns, in the order of the key.
 *
 * @param name its name in the catalogue
 * @param columns the names of its columns
 * @since 0.1.0
 */
public record TableKey(String name, List<String> columns) {

    /** Checks the name and copies the list. */
    public TableKey {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
    }
}
