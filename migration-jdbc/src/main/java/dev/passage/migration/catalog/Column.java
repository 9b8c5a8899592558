package dev.passage.migration.catalog;

import java.util.Objects;
import java.util.Optional;

/**
 * A column of a table.
 *
 * @param name its name, as the catalogue spells it
 * @param type its type
 * @param nullable whether it may hold NULL
 * @param defaultExpression the default in the engine's own words, empty when there is none
 * @param generation the expression of a generated column, empty when it is a plain one
 * @param identity whether the database numbers it
 * @since 0.1.0
 */
public record Column(
        String name,
        ColumnType type,
        boolean nullable,
        Optional<String> defaultExpression,
        Optional<String> generation,
        Identity identity) {

    /** Checks that every part is given. */
    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(defaultExpression, "defaultExpression");
        Objects.requireNonNull(generation, "generation");
        Objects.requireNonNull(identity, "identity");
    }

    /**
     * Tells whether the database computes the column, so that it is neither copied nor compared.
     *
     * @return whether it is generated
     */
    public boolean isGenerated() {
        return generation.isPresent();
    }

    /**
     * Tells whether a row can be inserted without naming the column.
     *
     * @return whether the database fills it
     */
    public boolean isOptional() {
        return nullable || isGenerated() || defaultExpression.isPresent() || identity != Identity.NONE;
    }
}
