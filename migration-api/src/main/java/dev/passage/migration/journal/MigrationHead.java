package dev.passage.migration.journal;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The small row that a journal keeps for each migration beside its records, for queries; written in the same transaction as
 * they are. The records are the truth; this row can be made again from them.
 *
 * @param id the migration
 * @param type what kind of thing is moved
 * @param title what it does, in a few words; up to 500 characters
 * @param scope what is moved, empty when migrations of its kind do not exclude each other; up to 200 characters
 * @param handler who planned it
 * @param summary what changes while it runs
 * @param createdAt when it was planned, by the clock of the journal's database
 * @param updatedAt when a record was last appended, by the same clock
 * @param lastSequence the place of the last record
 * @param lastHash the hash of the last record
 * @param owner the instance that holds or last held the lease, if one ever did
 * @param leaseExpiresAt when that lease expires or expired
 * @since 0.1.0
 */
public record MigrationHead(
        MigrationId id,
        MigrationType type,
        String title,
        Optional<String> scope,
        HandlerId handler,
        Summary summary,
        Instant createdAt,
        Instant updatedAt,
        long lastSequence,
        String lastHash,
        Optional<String> owner,
        Optional<Instant> leaseExpiresAt) {

    /** Checks that every part is given. */
    public MigrationHead {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(lastHash, "lastHash");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(leaseExpiresAt, "leaseExpiresAt");
    }

    /**
     * What changes in the row while a migration runs.
     *
     * @param state where it stands
     * @param fraction how much is done, from 0 to 1
     * @param wakeAt when it wants to be taken up again, empty when it needs no instance or has one
     * @param priority the higher, the sooner it is taken up
     * @since 0.1.0
     */
    public record Summary(MigrationState state, double fraction, Optional<Instant> wakeAt, int priority) {

        /** Checks that every part is given. */
        public Summary {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(wakeAt, "wakeAt");
        }
    }
}
