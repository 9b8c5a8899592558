package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import java.util.Objects;

/**
 * Thrown when an approval does not fit: its digest is not the plan's, its author may not approve, a second person or a dry run is
 * still missing (P5). Nothing was run.
 *
 * @since 0.1.0
 */
public final class ApprovalRefusedException extends MigrationException {

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
    public ApprovalRefusedException(MigrationId migration, String problem, String remedy) {
        super(FailureKind.VALIDATION_FAILED, problem, remedy, null);
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
