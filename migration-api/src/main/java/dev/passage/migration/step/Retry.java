package dev.passage.migration.step;

import java.time.Duration;
import java.util.Objects;

/**
 * How often and how soon a failed attempt of a step is tried again (X3). Immutable.
 *
 * @param attempts attempts in all, 1 to 1,000; 1 means no retry
 * @param firstDelay pause before the second attempt, not negative
 * @param maxDelay longest pause, at least {@code firstDelay}
 * @param factor by how much each pause is longer than the one before, 1 or more
 * @param jitter share of each pause that is random, from 0 to 1, so that instances do not retry in step
 * @since 0.1.0
 */
public record Retry(int attempts, Duration firstDelay, Duration maxDelay, double factor, double jitter) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Retry {
        Objects.requireNonNull(firstDelay, "firstDelay");
        Objects.requireNonNull(maxDelay, "maxDelay");
        if (attempts < 1 || attempts > 1_000) {
            throw new IllegalArgumentException("Retry needs 1 to 1,000 attempts, but was given " + attempts + ".");
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("Retry needs delays with 0 <= first <= longest, but was given "
                    + firstDelay + " and " + maxDelay + ".");
        }
        if (!(factor >= 1) || !(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException(
                    "Retry needs a factor of 1 or more and a jitter from 0 to 1, but was given " + factor + " and "
                            + jitter + ".");
        }
    }

    /**
     * Returns a policy without a second attempt.
     *
     * @return one attempt
     */
    public static Retry none() {
        return new Retry(1, Duration.ZERO, Duration.ZERO, 1, 0);
    }

    /**
     * Returns a policy whose pauses double from 200 ms up to 30 s, a fifth of each random.
     *
     * @param attempts attempts in all, 1 to 1,000
     * @return the policy
     */
    public static Retry exponential(int attempts) {
        return new Retry(attempts, Duration.ofMillis(200), Duration.ofSeconds(30), 2, 0.2);
    }

    /**
     * Returns a policy with the same pause before each attempt.
     *
     * @param attempts attempts in all, 1 to 1,000
     * @param delay the pause, not negative
     * @return the policy
     */
    public static Retry fixed(int attempts, Duration delay) {
        return new Retry(attempts, delay, delay, 1, 0);
    }
}
