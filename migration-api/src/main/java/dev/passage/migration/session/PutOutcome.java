package dev.passage.migration.session;

/**
 * What became of a write.
 *
 * @since 0.1.0
 */
public enum PutOutcome {
    /** It is stored and survives a crash as far as the store does. */
    STORED,
    /** Nothing is written, because what is there is as new or newer, or, for a touch, not what it builds on. */
    NOT_NEWER,
    /** Nothing is written, because the store has seen a greater epoch: look at the stage, then try again. */
    FENCED
}
