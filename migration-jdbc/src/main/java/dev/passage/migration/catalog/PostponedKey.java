package dev.passage.migration.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A foreign key that cannot hold while rows are being inserted in key order, because it refers to its own table or is part of
 * a cycle; its columns get their values after all rows are there.
 *
 * @param key the foreign key
 * @param columns those of its columns that are filled in later
 * @param refersToItself whether such a column meanwhile holds the row's own key instead of NULL, because it cannot be NULL
 * @since 0.1.0
 */
public record PostponedKey(ForeignKey key, List<String> columns, boolean refersToItself) {

    /** Checks the key and copies the list. */
    public PostponedKey {
        Objects.requireNonNull(key, "key");
        columns = List.copyOf(columns);
    }
}
