package dev.passage.migration.history;

/**
 * Where one direction of a step stands.
 *
 * @since 0.1.0
 */
public enum LegState {
    /** Not begun, or to be run again. */
    PENDING,
    /** Its intent is journaled and its outcome is not. */
    INTENDED,
    /** Wants to be run again later. */
    WAITING,
    /** Asks a person. */
    BLOCKED,
    /** Finished. */
    DONE,
    /** Failed, its retries used up. */
    FAILED
}
