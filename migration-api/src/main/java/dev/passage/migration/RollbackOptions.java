package dev.passage.migration;

import dev.passage.migration.conflict.ConflictStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a migration is rolled back by hand (R2-R5).
 *
 * @param conflicts what happens when both sides hold a change of the same thing
 * @param keep how long what is left over is kept for diagnosis; empty for what the plan says (R4)
 * @param emergency whether the source is to work again by the shortest way (R5)
 * @param by who asks
 * @param reason why
 * @since 0.1.0
 */
public record RollbackOptions(
        ConflictStrategy conflicts, Optional<Duration> keep, boolean emergency, String by, String reason) {

    /**
     * Checks that every part is given.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public RollbackOptions {
        Objects.requireNonNull(conflicts, "conflicts");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
        if (keep.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException(
                    "A rollback keeps what is left over for zero or longer, but was given " + keep.get() + ".");
        }
    }

    /**
     * Returns options that carry every write since the cutover back.
     *
     * @param conflicts what happens when both sides hold a change of the same thing
     * @return the options
     */
    public static RollbackOptions carryingWrites(ConflictStrategy conflicts) {
        return new RollbackOptions(conflicts, Optional.empty(), false, "unknown", "");
    }

    /**
     * Returns the same options for an emergency (R5): the handler leaves out what is not needed to bring the source back, and what is left
     * over stays until somebody gives the signal {@link dev.passage.migration.plan.ExecutionOptions#CLEAN_UP}, or for the time of
     * {@link #keepingFor} if that is set. No write is lost by it.
     *
     * @return the options
     */
    public RollbackOptions asEmergency() {
        return new RollbackOptions(conflicts, keep, true, by, reason);
    }

    /**
     * Returns the same options with a time for which what is left over is kept for diagnosis, whatever the plan says (R4).
     *
     * @param time not negative; zero removes it at once
     * @return the options
     * @throws IllegalArgumentException if the time is negative
     */
    public RollbackOptions keepingFor(Duration time) {
        return new RollbackOptions(conflicts, Optional.of(time), emergency, by, reason);
    }

    /**
     * Returns the same options with another requester.
     *
     * @param name who asks
     * @return the options
     */
    public RollbackOptions by(String name) {
        return new RollbackOptions(conflicts, keep, emergency, name, reason);
    }

    /**
     * Returns the same options with a reason.
     *
     * @param text why
     * @return the options
     */
    public RollbackOptions because(String text) {
        return new RollbackOptions(conflicts, keep, emergency, by, text);
    }
}
