package dev.passage.migration.step;

/**
 * What kind of side effect a step has, which decides what the engine may do when it does not know whether the effect
 * happened (ALGORITHMS 2.3, classes A to D).
 *
 * @since 0.1.0
 */
public enum Effect {
    /** Only reads; may run any number of times. */
    READ_ONLY,
    /** Lives in the journal's own database and is written in the journal's transaction: exactly once (class A). */
    JOURNALED,
    /** Lives in another database that holds a marker or checkpoint committed with it: effectively once (class B). */
    MARKED,
    /** Sets a state that can be set again with the same result, or read back: at least once, harmlessly (class C). */
    REPEATABLE,
    /** Can neither be repeated nor read back, for example a mail: needs an {@link UncertaintyPolicy} (class D). */
    ONCE
}
