package dev.passage.migration.plan;

import java.time.Duration;
import java.util.Objects;

/**
 * How a migration is to be run; part of what is reviewed and digested.
 *
 * @param validation how thoroughly it is validated and verified
 * @param rollbackOnFailure whether a failed step rolls the migration back by itself (R2); found corruption always does
 * @param timeout how long the whole may take, without durable waits; longer than zero
 * @param parallelism how many independent steps may run at once, 1 to 64
 * @param dryRunRequired whether a successful dry run must come first
 * @param approvals how many different people must approve, 1 or 2; with 2 the requester does not count
 * @param priority the higher, the sooner it starts among those that are queued
 * @param keepAfterRollback how long a rollback keeps what is left over, such as a copied target, for diagnosis (R4); not negative
 * @since 0.1.0
 */
public record ExecutionOptions(
        ValidationLevel validation,
        boolean rollbackOnFailure,
        Duration timeout,
        int parallelism,
        boolean dryRunRequired,
        int approvals,
        int priority,
        Duration keepAfterRollback) {

    /** The signal on which a rollback removes what it keeps for diagnosis before its time (R4). */
    public static final String CLEAN_UP = "clean-up";

    /** Full validation, rollback on failure, 7 days, one step at a time, one approval, no dry run needed. */
    public static final ExecutionOptions USUAL =
            new ExecutionOptions(ValidationLevel.FULL, true, Duration.ofDays(7), 1, false, 1, 0, Duration.ZERO);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ExecutionOptions {
        Objects.requireNonNull(validation, "validation");
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "The timeout of a migration must be longer than zero, but was " + timeout + ".");
        }
        if (parallelism < 1 || parallelism > 64) {
            throw new IllegalArgumentException("Parallelism must be 1 to 64, but was " + parallelism + ".");
        }
        if (approvals < 1 || approvals > 2) {
            throw new IllegalArgumentException("A migration needs 1 or 2 approvals, but was given " + approvals + ".");
        }
        if (keepAfterRollback.isNegative()) {
            throw new IllegalArgumentException(
                    "A rollback keeps what is left over for zero or longer, but was given " + keepAfterRollback + ".");
        }
    }

    /**
     * Returns the same options with another validation level.
     *
     * @param level how thoroughly it is validated and verified
     * @return the options
     */
    public ExecutionOptions withValidation(ValidationLevel level) {
        return new ExecutionOptions(
                level, rollbackOnFailure, timeout, parallelism, dryRunRequired, approvals, priority, keepAfterRollback);
    }

    /**
     * Returns the same options with or without automatic rollback.
     *
     * @param automatic whether a failed step rolls the migration back by itself
     * @return the options
     */
    public ExecutionOptions withRollbackOnFailure(boolean automatic) {
        return new ExecutionOptions(
                validation, automatic, timeout, parallelism, dryRunRequired, approvals, priority, keepAfterRollback);
    }

    /**
     * Returns the same options with another time limit.
     *
     * @param limit how long the whole may take, longer than zero
     * @return the options
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public ExecutionOptions withTimeout(Duration limit) {
        return new ExecutionOptions(
                validation,
                rollbackOnFailure,
                limit,
                parallelism,
                dryRunRequired,
                approvals,
                priority,
                keepAfterRollback);
    }

    /**
     * Returns the same options with another number of steps at once.
     *
     * @param steps 1 to 64
     * @return the options
     * @throws IllegalArgumentException if the number is out of its range
     */
    public ExecutionOptions withParallelism(int steps) {
        return new ExecutionOptions(
                validation, rollbackOnFailure, timeout, steps, dryRunRequired, approvals, priority, keepAfterRollback);
    }

    /**
     * Returns the same options with a dry run required first.
     *
     * @return the options
     */
    public ExecutionOptions requiringDryRun() {
        return new ExecutionOptions(
                validation, rollbackOnFailure, timeout, parallelism, true, approvals, priority, keepAfterRollback);
    }

    /**
     * Returns the same options with two people required to approve, neither of them the requester.
     *
     * @return the options
     */
    public ExecutionOptions requiringTwoApprovals() {
        return new ExecutionOptions(
                validation, rollbackOnFailure, timeout, parallelism, dryRunRequired, 2, priority, keepAfterRollback);
    }

    /**
     * Returns the same options with another priority.
     *
     * @param newPriority the higher, the sooner
     * @return the options
     */
    public ExecutionOptions withPriority(int newPriority) {
        return new ExecutionOptions(
                validation,
                rollbackOnFailure,
                timeout,
                parallelism,
                dryRunRequired,
                approvals,
                newPriority,
                keepAfterRollback);
    }

    /**
     * Returns the same options with another time for which a rollback keeps what is left over, such as a copied target, for diagnosis
     * (R4). It is removed by a durable timer, or earlier on the signal {@link #CLEAN_UP}. The source works meanwhile.
     *
     * @param time not negative; zero removes it at once
     * @return the options
     * @throws IllegalArgumentException if the time is negative
     */
    public ExecutionOptions keepingAfterRollback(Duration time) {
        return new ExecutionOptions(
                validation, rollbackOnFailure, timeout, parallelism, dryRunRequired, approvals, priority, time);
    }
}
