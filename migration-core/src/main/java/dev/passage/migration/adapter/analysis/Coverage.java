package dev.passage.migration.adapter.analysis;

/**
 * How a new adapter stands to an operation of the port (A1).
 *
 * @since 0.1.0
 */
public enum Coverage {
    /** It has the operation. */
    COVERED,
    /** It has an operation of that name with other parameters, another result or other exceptions. */
    CHANGED,
    /** It has no such operation, or only the default of the port where the old adapter has its own. */
    MISSING
}
