package dev.passage.migration.failure;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by the code of a step to say in its own words, free of secrets, what failed; the message is journaled as it is.
 *
 * <p>A step may throw any other exception too; of those only the class and the SQLSTATE reach the journal. The engine
 * retries both as the step's {@code Retry} says, except an exception made by {@link #fatal}.
 *
 * @since 0.1.0
 */
public final class StepFailedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** Whether trying again may help. */
    private final boolean retryable;

    private StepFailedException(
            FailureKind kind, String problem, String remedy, boolean retryable, @Nullable Throwable cause) {
        super(kind, problem, remedy, cause);
        this.retryable = retryable;
    }

    /**
     * Returns an exception after which the step is tried again, as often as its {@code Retry} allows.
     *
     * @param kind the kind of failure
     * @param problem what failed, naming the thing at fault, and why
     * @param remedy what to do next
     * @return the exception
     */
    public static StepFailedException retryable(FailureKind kind, String problem, String remedy) {
        return new StepFailedException(kind, problem, remedy, true, null);
    }

    /**
     * Returns an exception after which the step is tried again, as often as its {@code Retry} allows.
     *
     * @param kind the kind of failure
     * @param problem what failed, naming the thing at fault, and why
     * @param remedy what to do next
     * @param cause what was thrown
     * @return the exception
     */
    public static StepFailedException retryable(FailureKind kind, String problem, String remedy, Throwable cause) {
        return new StepFailedException(kind, problem, remedy, true, cause);
    }

    /**
     * Returns an exception after which the step is not tried again.
     *
     * @param kind the kind of failure
     * @param problem what failed, naming the thing at fault, and why
     * @param remedy what to do next
     * @return the exception
     */
    public static StepFailedException fatal(FailureKind kind, String problem, String remedy) {
        return new StepFailedException(kind, problem, remedy, false, null);
    }

    /**
     * Returns an exception after which the step is not tried again.
     *
     * @param kind the kind of failure
     * @param problem what failed, naming the thing at fault, and why
     * @param remedy what to do next
     * @param cause what was thrown
     * @return the exception
     */
    public static StepFailedException fatal(FailureKind kind, String problem, String remedy, Throwable cause) {
        return new StepFailedException(kind, problem, remedy, false, cause);
    }

    /**
     * Tells whether trying again may help.
     *
     * @return whether the engine may retry
     */
    public boolean isRetryable() {
        return retryable;
    }
}
