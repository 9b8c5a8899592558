package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import java.time.Instant;
import java.util.Objects;

/**
 * Thrown when a migration is run by another instance whose lease has not expired (X2). Nothing was changed.
 *
 * @since 0.1.0
 */
public final class LeaseHeldException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The migration. */
    private final transient MigrationId migration;

    /** Who holds the lease. */
    private final String owner;

    /** When it expires. */
    private final Instant expiresAt;

    /**
     * Creates the exception.
     *
     * @param migration the migration
     * @param owner the instance that holds the lease
     * @param expiresAt when the lease expires, on the clock of the journal's database
     */
    public LeaseHeldException(MigrationId migration, String owner, Instant expiresAt) {
        super(
                FailureKind.LEASE_LOST,
                "Migration " + migration + " is run by " + owner + " until " + expiresAt + ".",
                "Wait for it there, or call recover() after that time if the instance is dead.",
                null);
        this.migration = Objects.requireNonNull(migration, "migration");
        this.owner = owner;
        this.expiresAt = Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /**
     * Returns the migration.
     *
     * @return its id
     */
    public MigrationId migration() {
        return migration;
    }

    /**
     * Returns who holds the lease.
     *
     * @return the name of the engine instance
     */
    public String owner() {
        return owner;
    }

    /**
     * Returns when the lease expires.
     *
     * @return the instant on the clock of the journal's database
     */
    public Instant expiresAt() {
        return expiresAt;
    }
}
