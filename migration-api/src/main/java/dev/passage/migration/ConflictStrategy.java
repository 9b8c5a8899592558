package dev.passage.migration;

/**
 * What happens when, on the way back, both sides hold a change of the same thing (R3).
 *
 * @since 0.1.0
 */
public enum ConflictStrategy {
    /** The side that authority returns to keeps its value. */
    SOURCE_WINS,
    /** The side that authority leaves keeps its value. */
    TARGET_WINS,
    /** The later change stays; what is too close in time goes to a person. */
    NEWEST_WINS,
    /** Each conflict goes to a person; the way back is blocked until all are decided. */
    MANUAL
}
