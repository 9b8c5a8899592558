package dev.passage.migration.failure;

/**
 * Thrown when no registered handler takes the settings of a specification, or the one that planned a migration is not
 * registered, or only in another version (X10). Nothing was run.
 *
 * @since 0.1.0
 */
public final class HandlerUnavailableException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem which handler is missing and what asked for it
     * @param remedy what to do next
     */
    public HandlerUnavailableException(String problem, String remedy) {
        super(FailureKind.VALIDATION_FAILED, problem, remedy, null);
    }
}
