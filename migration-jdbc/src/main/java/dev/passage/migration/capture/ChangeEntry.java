package dev.passage.migration.capture;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * That the row of a key was inserted, changed or deleted; what it holds now is read from its table, later.
 *
 * @param id the entry, unique within its table
 * @param table the table
 * @param key the values of its key columns, in their order
 * @param at when it was changed, as exactly as triggers of the engine can tell, by the clock of the database in which it was noted
 * @since 0.1.0
 */
public record ChangeEntry(long id, String table, List<Object> key, Instant at) {

    /** Checks table and time, and copies the key. */
    public ChangeEntry {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(at, "at");
        key = List.copyOf(key);
    }

    /** Returns table and entry, without the key, which is a row's value (H4). */
    @Override
    public String toString() {
        return "Change " + id + " of " + table;
    }
}
