package dev.passage.migration;

import java.util.Objects;

/**
 * How a migration is rolled back by hand (R2, R3).
 *
 * @param conflicts what happens when both sides hold a change of the same thing
 * @param by who asks
 * @param reason why
 * @since 0.1.0
 */
public record RollbackOptions(ConflictStrategy conflicts, String by, String reason) {

    /** Checks that every part is given. */
    public RollbackOptions {
        Objects.requireNonNull(conflicts, "conflicts");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns options that carry every write since the cutover back.
     *
     * @param conflicts what happens when both sides hold a change of the same thing
     * @return the options
     */
    public static RollbackOptions carryingWrites(ConflictStrategy conflicts) {
        return new RollbackOptions(conflicts, "unknown", "");
    }

    /**
     * Returns the same options with another requester.
     *
     * @param name who asks
     * @return the options
     */
    public RollbackOptions by(String name) {
        return new RollbackOptions(conflicts, name, reason);
    }

    /**
     * Returns the same options with a reason.
     *
     * @param text why
     * @return the options
     */
    public RollbackOptions because(String text) {
        return new RollbackOptions(conflicts, by, text);
    }
}
