package dev.passage.migration.plan;

/**
 * How thoroughly a migration is validated and verified (P5), from least to most.
 *
 * @since 0.1.0
 */
public enum ValidationLevel {
    /** What must hold: nothing that would lose or damage data goes through. */
    BASIC,
    /** As basic, and everything that was moved is read back and compared. */
    FULL,
    /** As full, with warnings treated as blocking. */
    STRICT
}
