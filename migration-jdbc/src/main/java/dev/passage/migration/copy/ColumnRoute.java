package dev.passage.migration.copy;

import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.value.ValueAccess;

/**
 * How the values of one column get from one table to the other.
 *
 * @param source the column there
 * @param target the column here
 * @param from how it is read
 * @param to how it is written
 * @since 0.1.0
 */
public record ColumnRoute(Column source, Column target, ValueAccess from, ValueAccess to) {

    /**
     * Returns as what the values are exchanged.
     *
     * @return the kind
     */
    public ValueKind kind() {
        return from.kind();
    }

    /** Whether a value is another number on the target than on the source. */
    boolean changesValues() {
        return from.storedGreaterBy() != to.storedGreaterBy();
    }

    ColumnRoute storingGreaterBy(long amount) {
        return new ColumnRoute(source, target, from, to.storingGreaterBy(amount));
    }

    ColumnRoute reversed() {
        return new ColumnRoute(target, source, to, from);
    }
}
