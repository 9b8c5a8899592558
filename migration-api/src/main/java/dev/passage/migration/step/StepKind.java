package dev.passage.migration.step;

/**
 * What part of a migration a step belongs to (P2), in the order in which they usually come.
 *
 * @since 0.1.0
 */
public enum StepKind {
    /** Makes ready what later steps need. */
    PREPARATION,
    /** Checks that the migration may go on. */
    VALIDATION,
    /** Keeps a copy for the way back. */
    BACKUP,
    /** Moves or changes the thing itself. */
    MIGRATION,
    /** Proves that what was moved is right. */
    VERIFICATION,
    /** Hands authority from one side to the other. */
    CUTOVER,
    /** Watches the new side. */
    OBSERVATION,
    /** Removes what is no longer needed. */
    CLEANUP
}
