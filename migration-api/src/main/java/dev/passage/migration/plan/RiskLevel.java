package dev.passage.migration.plan;

/**
 * How much can go wrong, from least to most.
 *
 * @since 0.1.0
 */
public enum RiskLevel {
    /** Reversible throughout and short. */
    LOW,
    /** Reversible, but long, large or with a noticeable write pause. */
    MEDIUM,
    /** With a point of no return, a loss on the way back, or warnings. */
    HIGH,
    /** Must not run as it is. */
    CRITICAL
}
