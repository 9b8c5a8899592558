package dev.passage.migration.catalog;

import java.util.Objects;
import java.util.Optional;

/**
 * The type of a column.
 *
 * @param kind what its values are
 * @param definition the type as its engine writes it, for example {@code numeric(10,2)}
 * @param size for text and bytes the greatest length, for integers the number of bytes, for decimals the precision, for times
 *     the digits of fractional seconds; 0 when there is no limit
 * @param scale for decimals the digits after the point; else 0
 * @param element for arrays the kind of the elements
 * @since 0.1.0
 */
public record ColumnType(ValueKind kind, String definition, long size, int scale, Optional<ValueKind> element) {

    /** Checks that every part is given. */
    public ColumnType {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(element, "element");
    }

    /**
     * Returns a type that is not an array.
     *
     * @param kind what its values are
     * @param definition the type as its engine writes it
     * @param size as of {@link #size()}
     * @param scale as of {@link #scale()}
     * @return the type
     */
    public static ColumnType of(ValueKind kind, String definition, long size, int scale) {
        return new ColumnType(kind, definition, size, scale, Optional.empty());
    }

    @Override
    public String toString() {
        return definition;
    }
}
