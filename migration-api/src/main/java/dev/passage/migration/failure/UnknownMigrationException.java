package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import java.util.Objects;

/**
 * Thrown when the journal holds no migration of this id.
 *
 * @since 0.1.0
 */
public final class UnknownMigrationException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The migration. */
    private final transient MigrationId migration;

    /**
     * Creates the exception.
     *
     * @param migration the id that was asked for
     */
    public UnknownMigrationException(MigrationId migration) {
        super(
                FailureKind.REQUEST_REFUSED,
                "The journal holds no migration " + migration + ".",
                "Check the id, and that this engine uses the journal in which the migration was planned.",
                null);
        this.migration = Objects.requireNonNull(migration, "migration");
    }

    /**
     * Returns the id that was asked for.
     *
     * @return the id
     */
    public MigrationId migration() {
        return migration;
    }
}
