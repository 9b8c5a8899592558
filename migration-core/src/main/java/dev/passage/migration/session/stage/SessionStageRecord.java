package dev.passage.migration.session.stage;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.stage.Staged;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which stage the sessions of a migrating store are in, and by whose word. Stored in the journal; instances follow it.
 *
 * @param subject the name of the migrating store
 * @param migration who says so
 * @param step the step, or rollback step, that says so
 * @param token the fencing token under which it was said; whoever takes over says it anew, so that overtaken writers are refused
 * @param epoch 1 for the first, and one more for each
 * @param entryEpoch the epoch under which the stage was entered first; another one than {@code epoch} after it was said anew
 * @param from the stage before
 * @param stage the stage
 * @param held whether writes wait
 * @param samplePercent how many of a hundred reads are compared, where the stage compares them
 * @param settled whether both stores know of this epoch, and what the old owner had noted for repair has reached the new one
 * @param enteredAt since when, by the engine's clock
 * @param reason why the step went a stage back, empty when it did not
 * @since 0.1.0
 */
public record SessionStageRecord(
        String subject,
        MigrationId migration,
        String step,
        long token,
        long epoch,
        long entryEpoch,
        SessionStage from,
        SessionStage stage,
        boolean held,
        int samplePercent,
        boolean settled,
        Instant enteredAt,
        Optional<String> reason)
        implements Staged {

    /** Checks that every part is given. */
    public SessionStageRecord {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(enteredAt, "enteredAt");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns the same stage, settled.
     *
     * @return the record
     */
    public SessionStageRecord asSettled() {
        return new SessionStageRecord(
                subject,
                migration,
                step,
                token,
                epoch,
                entryEpoch,
                from,
                stage,
                held,
                samplePercent,
                true,
                enteredAt,
                reason);
    }

    /**
     * Tells whether the owner is another than in the stage before.
     *
     * @return whether it is
     */
    public boolean changesOwner() {
        return from.targetOwns() != stage.targetOwns();
    }

    /**
     * Returns the signal by which a person or an instance asks the migration to go one stage back from here.
     *
     * @return the name of the signal
     */
    public String backSignal() {
        return "stage-back-" + entryEpoch;
    }

    /**
     * Returns the stage in words.
     *
     * @return for example {@code dual write}
     */
    public String label() {
        return held ? stage.label() + ", writes held" : stage.label();
    }
}
