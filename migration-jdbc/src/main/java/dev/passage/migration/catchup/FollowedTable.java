package dev.passage.migration.catchup;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.KeyText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A table whose changes are brought to the other side.
 *
 * @param route the table, from the side that owns the tenant to the other
 * @param onOwner which rows the owner has of the tenant; a row that is not among them is taken away on the other side
 * @param onOther which rows of the other side may be changed or deleted
 * @param copied which of these the owner must have too, when both sides are compared
 * @since 0.1.0
 */
public record FollowedTable(TableRoute route, RowFilter onOwner, RowFilter onOther, RowFilter copied) {

    /** Checks that every part is given. */
    public FollowedTable {
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(onOwner, "onOwner");
        Objects.requireNonNull(onOther, "onOther");
        Objects.requireNonNull(copied, "copied");
    }

    /** The key of an entry of the owner's feed, as the route exchanges it. */
    List<Object> keyOf(ChangeEntry entry) {
        List<Object> key = new ArrayList<>(KeyText.parse(KeyText.of(entry.key()), route.keyKinds()));
        for (int i = 0; i < key.size(); i++) {
            long greater = route.key().get(i).from().storedGreaterBy();
            if (greater != 0 && key.get(i) instanceof Long stored) {
                key.set(i, stored - greater);
            }
        }
        return key;
    }

    /**
     * Returns the digest of the key that an entry of the owner's feed names.
     *
     * @param entry an entry of this table
     * @return the digest, by which the row is known on both sides
     */
    public ChunkDigest nameOf(ChangeEntry entry) {
        return KeyedRow.nameOf(route, keyOf(entry));
    }

    /**
     * Returns when each key was noted last.
     *
     * @param entries entries of this table
     * @return the times, by the digests of the keys
     */
    public Map<ChunkDigest, Instant> lastNoted(List<ChangeEntry> entries) {
        Map<ChunkDigest, Instant> last = new HashMap<>();
        entries.forEach(entry -> last.merge(nameOf(entry), entry.at(), (one, two) -> one.isAfter(two) ? one : two));
        return last;
    }

    /**
     * Returns the name of the table.
     *
     * @return the name
     */
    public String name() {
        return route.name();
    }
}
