package dev.passage.migration.catchup;

import dev.passage.migration.copy.KeyedRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of which a person has to say whose value stays.
 *
 * @param table its table
 * @param row number of the table, and digest of the key
 * @param there what it is on the side that is followed up, null if it is not there
 * @param wanted what it is at the owner, null if it is not there
 */
record OpenConflict(
        FollowedTable table,
        Rulings.Row row,
        @Nullable KeyedRow there,
        @Nullable KeyedRow wanted) {

    /** Table and key in words. */
    String described() {
        KeyedRow named = there != null ? there : wanted;
        return named == null ? "a row" : named.described();
    }

    Optional<RowImage> thereImage() {
        return there == null
                ? Optional.empty()
                : Optional.of(RowImage.of(table.route().reversed(), there));
    }

    Optional<RowImage> wantedImage() {
        return wanted == null ? Optional.empty() : Optional.of(RowImage.of(table.route(), wanted));
    }
}
