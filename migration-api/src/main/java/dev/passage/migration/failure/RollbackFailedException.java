package dev.passage.migration.failure;

/**
 * Thrown by the code of a rollback step to say what keeps it from undoing its step; the message is journaled as it is (R1).
 *
 * @since 0.1.0
 */
public final class RollbackFailedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem what could not be undone and why
     * @param remedy what to do next
     */
    public RollbackFailedException(String problem, String remedy) {
        super(FailureKind.ROLLBACK_FAILED, problem, remedy, null);
    }

    /**
     * Creates the exception.
     *
     * @param problem what could not be undone and why
     * @param remedy what to do next
     * @param cause what was thrown
     */
    public RollbackFailedException(String problem, String remedy, Throwable cause) {
        super(FailureKind.ROLLBACK_FAILED, problem, remedy, cause);
    }
}
