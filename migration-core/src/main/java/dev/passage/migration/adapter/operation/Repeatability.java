package dev.passage.migration.adapter.operation;

/**
 * Whether an operation may run twice for one call, and how that is known (A1).
 *
 * @since 0.1.0
 */
public enum Repeatability {
    /** The host allows it. */
    ALLOWED(true, "the host allows it"),
    /** Declared to be repeatable. */
    DECLARED_REPEATABLE(true, "declared repeatable"),
    /** Its name says that it only reads. */
    NAMED_AS_READING(true, "named as reading"),
    /** Declared to run once. */
    DECLARED_ONCE(false, "declared to run once"),
    /** Its name says that it changes something. */
    NAMED_AS_CHANGING(false, "named as changing something"),
    /** Nothing tells, and it returns nothing or has a name that no rule knows: taken as changing something. */
    UNKNOWN(false, "nothing says that it may run twice"),
    /** It takes or gives something that can be read only once, for example a stream. */
    READ_ONCE(false, "takes or gives something that can be read only once");

    private final boolean twice;
    private final String reason;

    Repeatability(boolean twice, String reason) {
        this.twice = twice;
        this.reason = reason;
    }

    /**
     * Tells whether it may run twice.
     *
     * @return whether it may
     */
    public boolean mayRunTwice() {
        return twice;
    }

    /**
     * Returns how that is known, in words.
     *
     * @return a few words
     */
    public String reason() {
        return reason;
    }
}
