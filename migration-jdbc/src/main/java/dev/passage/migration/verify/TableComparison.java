package dev.passage.migration.verify;

import java.util.List;
import java.util.Objects;

/**
 * What a comparison of one table found.
 *
 * @param table the table
 * @param sourceRows number of rows on the source
 * @param targetRows number of rows on the target
 * @param chunks number of digests that were compared
 * @param differences the first differences, naming keys and columns but no other value; none when all rows are the same
 * @since 0.1.0
 */
public record TableComparison(String table, long sourceRows, long targetRows, int chunks, List<String> differences) {

    /** Checks the name and copies the list. */
    public TableComparison {
        Objects.requireNonNull(table, "table");
        differences = List.copyOf(differences);
    }

    /**
     * Tells whether both sides hold the same rows.
     *
     * @return whether no difference was found
     */
    public boolean isEqual() {
        return differences.isEmpty();
    }
}
