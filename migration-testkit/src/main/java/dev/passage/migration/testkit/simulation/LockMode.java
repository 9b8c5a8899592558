package dev.passage.migration.testkit.simulation;

/**
 * How a simulated transaction locks a row.
 *
 * @since 0.1.0
 */
public enum LockMode {
    /** Keeps the row from being deleted, not from being changed. */
    KEY_SHARE,
    /** Keeps the row from being changed. */
    SHARE,
    /** Keeps others from locking the row. */
    UPDATE
}
