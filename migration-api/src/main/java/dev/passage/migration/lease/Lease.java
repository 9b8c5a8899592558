package dev.passage.migration.lease;

import dev.passage.migration.identity.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The right to act on one migration for a limited time (X2).
 *
 * <p>A lease gives liveness: others know when they may take over. Safety comes from its {@link #token()}, which the
 * journal and every participating database check with each write. Immutable; renewing gives a new value.
 *
 * @param migration the migration
 * @param owner the name of the engine instance that holds it
 * @param token grows by one with each change of hands; a renewal keeps it
 * @param expiresAt when it ends, on the clock of the journal's database
 * @param remaining how long it lasts from the moment at which the request for it was <em>sent</em>; for the holder's own
 *     monotonic clock, so that the clocks of two machines are never compared
 * @since 0.1.0
 */
public record Lease(MigrationId migration, String owner, FencingToken token, Instant expiresAt, Duration remaining) {

    /** Checks that every part is given. */
    public Lease {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Objects.requireNonNull(remaining, "remaining");
    }
}
