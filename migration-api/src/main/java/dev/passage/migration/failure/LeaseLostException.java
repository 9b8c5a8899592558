package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import java.util.Objects;

/**
 * Thrown when a write carries a token that has been overtaken: another instance has taken the migration over, and this one
 * must stop without touching anything (X2).
 *
 * @since 0.1.0
 */
public final class LeaseLostException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The migration. */
    private final transient MigrationId migration;

    /** The token that was refused. */
    private final transient FencingToken token;

    /**
     * Creates the exception.
     *
     * @param migration the migration
     * @param token the token that was refused
     * @param refusedBy what refused it, for example {@code the journal} or {@code endpoint shared}
     */
    public LeaseLostException(MigrationId migration, FencingToken token, String refusedBy) {
        super(
                FailureKind.LEASE_LOST,
                "Migration " + migration + " was taken over: token " + token + " is refused by " + refusedBy + ".",
                "Nothing to do: it goes on at the instance that took over.",
                null);
        this.migration = Objects.requireNonNull(migration, "migration");
        this.token = Objects.requireNonNull(token, "token");
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
     * Returns the token that was refused.
     *
     * @return the token
     */
    public FencingToken token() {
        return token;
    }
}
