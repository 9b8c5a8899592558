package dev.passage.migration.status;

/**
 * Where a step stands (ALGORITHMS 2.2).
 *
 * @since 0.1.0
 */
public enum StepState {
    /** Has not begun. */
    PENDING,
    /** Waits for an instant or a signal. */
    WAITING,
    /** Its intent is journaled; it runs, or ran when the process died. */
    RUNNING,
    /** Finished, its check passed. */
    DONE,
    /** Failed, its retries used up. */
    FAILED,
    /** It is unknown whether its effect took place. */
    UNCERTAIN,
    /** It asks a person. */
    BLOCKED,
    /** Its rollback step is running. */
    ROLLING_BACK,
    /** Undone. */
    ROLLED_BACK,
    /** Its rollback step failed as often as it may. */
    ROLLBACK_FAILED
}
