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
 * @param loss whether the source is to work again without a target that is dead, though what was written there is lost
 * @param by who asks
 * @param reason why
 * @since 0.1.0
 */
public record RollbackOptions(
        ConflictStrategy conflicts,
        Optional<Duration> keep,
        boolean emergency,
        boolean loss,
        String by,
        String reason) {
    private static final String NOBODY = "unknown";

    /**
     * Checks that every part is given.
     *
     * @throws IllegalArgumentException if the time is negative, or loss is accepted without a name and a reason
     */
    public RollbackOptions {
        Objects.requireNonNull(conflicts, "conflicts");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
        if (keep.filter(Duration::isNegative).isPresent()) {
            throw new IllegalArgumentException(
                    "A rollback keeps what is left over for zero or longer, but was given " + keep.get() + ".");
        }
        if (loss && (by.isBlank() || by.equals(NOBODY) || reason.isBlank())) {
            throw new IllegalArgumentException(
                    "A rollback that accepts loss says who accepts it and why; both stand in the journal.");
        }
    }

    /**
     * Returns options that carry every write since the cutover back.
     *
     * @param conflicts what happens when both sides hold a change of the same thing
     * @return the options
     */
    public static RollbackOptions carryingWrites(ConflictStrategy conflicts) {
        return new RollbackOptions(conflicts, Optional.empty(), false, false, NOBODY, "");
    }

    /**
     * Returns options for a target that is dead: the source works again as it is, without what was written on the target and had not
     * come back. Only for a target that cannot be reached; one that can loses nothing by {@link #carryingWrites}, and the rollback is
     * refused. {@link MigrationController#dryRun(dev.passage.migration.identity.MigrationId, RollbackOptions)} says beforehand what is
     * known of the loss, the report says so afterwards.
     *
     * <p>What is left over on the target stays until somebody gives the signal
     * {@link dev.passage.migration.plan.ExecutionOptions#CLEAN_UP}, or for the time of {@link #keepingFor} if that is set.
     *
     * @param by who accepts it
     * @param reason why
     * @return the options
     * @throws IllegalArgumentException if name or reason is blank
     */
    public static RollbackOptions acceptLoss(String by, String reason) {
        return new RollbackOptions(ConflictStrategy.MANUAL, Optional.empty(), false, true, by, reason);
    }

    /**
     * Returns the same options for an emergency (R5): the handler leaves out what is not needed to bring the source back, and what is left
     * over stays until somebody gives the signal {@link dev.passage.migration.plan.ExecutionOptions#CLEAN_UP}, or for the time of
     * {@link #keepingFor} if that is set. No write is lost by it.
     *
     * @return the options
     */
    public RollbackOptions asEmergency() {
        return new RollbackOptions(conflicts, keep, true, loss, by, reason);
    }

    /**
     * Returns the same options with a time for which what is left over is kept for diagnosis, whatever the plan says (R4).
     *
     * @param time not negative; zero removes it at once
     * @return the options
     * @throws IllegalArgumentException if the time is negative
     */
    public RollbackOptions keepingFor(Duration time) {
        return new RollbackOptions(conflicts, Optional.of(time), emergency, loss, by, reason);
    }

    /**
     * Returns the same options with another requester.
     *
     * @param name who asks
     * @return the options
     */
    public RollbackOptions by(String name) {
        return new RollbackOptions(conflicts, keep, emergency, loss, name, reason);
    }

    /**
     * Returns the same options with a reason.
     *
     * @param text why
     * @return the options
     */
    public RollbackOptions because(String text) {
        return new RollbackOptions(conflicts, keep, emergency, loss, by, text);
    }
}
