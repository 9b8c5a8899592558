package dev.passage.migration.session;

import java.util.Objects;

/**
 * Under which stage of which move a write is made, so that a store can refuse the write of an instance that has not heard of a later
 * stage (X2, S3). Immutable.
 *
 * @param scope the name of the migrating store, up to 100 characters; none outside a move
 * @param epoch 0 before the first stage, and one more for each
 * @since 0.1.0
 */
public record SessionFence(String scope, long epoch) {
    private static final int LONGEST = 100;

    /** The fence of who takes no part in a move; no store refuses it. */
    public static final SessionFence NONE = new SessionFence("", 0);

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the scope is too long, or the epoch negative
     */
    public SessionFence {
        Objects.requireNonNull(scope, "scope");
        if (scope.length() > LONGEST || epoch < 0) {
            throw new IllegalArgumentException("A fence needs a scope of up to " + LONGEST
                    + " characters and an epoch of 0 or more, not " + scope.length() + " and " + epoch + ".");
        }
    }

    /**
     * Tells whether nothing is to be checked.
     *
     * @return whether this is {@link #NONE}
     */
    public boolean isNone() {
        return scope.isEmpty();
    }
}
