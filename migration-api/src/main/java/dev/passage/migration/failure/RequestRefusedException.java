package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import java.util.Objects;

/**
 * Thrown when a request does not fit the state of the migration, for example a signal for one that does not wait, a rollback behind
 * the point of no return, or a start while another migration holds the same scope. Nothing was changed.
 *
 * @since 0.1.0
 */
public final class RequestRefusedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The migration. */
    private final transient MigrationId migration;

    /**
     * Creates the exception.
     *
     * @param migration the migration
     * @param problem what is refused and why
     * @param remedy what to do next
     */
    public RequestRefusedException(MigrationId migration, String problem, String remedy) {
        super(FailureKind.REQUEST_REFUSED, problem, remedy, null);
        this.migration = Objects.requireNonNull(migration, "migration");
    }

    /**
     * Returns the migration.
     *
     * @return its id
     */
    public MigrationId migration() {
        return migration;
    }
}
