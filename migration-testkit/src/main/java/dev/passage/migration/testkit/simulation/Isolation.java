package dev.passage.migration.testkit.simulation;

/**
 * What a simulated transaction sees of others, as PostgreSQL does it.
 *
 * @since 0.1.0
 */
public enum Isolation {
    /** Each statement sees what was committed before it. */
    READ_COMMITTED,
    /** All statements see what was committed before the first; locking or changing a row that changed since fails. */
    REPEATABLE_READ
}
