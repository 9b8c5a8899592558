package dev.passage.migration.step;

import java.util.Objects;

/**
 * What a check of a step's result found. Only {@link Verdict#PASSED} lets the migration go on: a check that was skipped or
 * could not run counts as failed (promise 5).
 *
 * @param name what was checked
 * @param verdict what came out
 * @param detail the figures behind it, without values of users' rows
 * @since 0.1.0
 */
public record Check(String name, Verdict verdict, String detail) {

    /**
     * What came out of a check.
     *
     * @since 0.1.0
     */
    public enum Verdict {
        /** What was expected is there. */
        PASSED,
        /** Something else is there. */
        FAILED,
        /** The check could not be made; as bad as failed. */
        SKIPPED
    }

    /** Checks that every part is given. */
    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(detail, "detail");
    }

    /**
     * Returns a check that passes when both are equal.
     *
     * @param name what is checked
     * @param expected what should be there; its text is journaled, so no row's value
     * @param actual what is there
     * @return the check
     */
    public static Check equal(String name, Object expected, Object actual) {
        return expected.equals(actual)
                ? passed(name, String.valueOf(actual))
                : failed(name, "expected " + expected + " but found " + actual);
    }

    /**
     * Returns a check that passed.
     *
     * @param name what was checked
     * @param detail the figures behind it
     * @return the check
     */
    public static Check passed(String name, String detail) {
        return new Check(name, Verdict.PASSED, detail);
    }

    /**
     * Returns a check that failed.
     *
     * @param name what was checked
     * @param detail what is wrong
     * @return the check
     */
    public static Check failed(String name, String detail) {
        return new Check(name, Verdict.FAILED, detail);
    }

    /**
     * Returns a check that could not be made.
     *
     * @param name what was to be checked
     * @param reason why it was not
     * @return the check
     */
    public static Check skipped(String name, String reason) {
        return new Check(name, Verdict.SKIPPED, reason);
    }

    /**
     * Tells whether the migration may go on.
     *
     * @return whether the check passed
     */
    public boolean isPassed() {
        return verdict == Verdict.PASSED;
    }
}
