package dev.passage.migration.adapter.stage;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.stage.StageJournal;
import dev.passage.migration.stage.Staged;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which stage an adapter is in, since when, and by whose word. It is stored in the journal of the migration that says so, under its
 * lease, so that an overtaken instance cannot say it.
 *
 * @param adapter the name of the adapter
 * @param migration who says so; the salt of the buckets
 * @param step the step that says so
 * @param epoch 1 for the first record of an adapter, and one more each
 * @param stage the stage
 * @param share the sample of a shadow, or the share of a canary
 * @param gate what the new adapter must hold
 * @param enteredAt since when, by the engine's clock
 * @param breach why the step went a stage back, empty when it did not
 * @since 0.1.0
 */
public record StageRecord(
        String adapter,
        MigrationId migration,
        String step,
        long epoch,
        AdapterStage stage,
        Percentage share,
        Gate gate,
        Instant enteredAt,
        Optional<String> breach)
        implements Staged {
    private static final String FAMILY = "adapter";

    /** Checks that every part is given. */
    public StageRecord {
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(share, "share");
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(enteredAt, "enteredAt");
        Objects.requireNonNull(breach, "breach");
    }

    /**
     * Returns the stages of adapters in a journal. An adapter that has none was never switched: the old one answers.
     *
     * @param journal the journal of the engine
     * @return the stages, by the name of the adapter
     */
    public static StageJournal<StageRecord> in(Journal journal) {
        return new StageJournal<>(journal, FAMILY, StageRecord.class);
    }

    /**
     * Tells whether the old adapter alone answers in a stage.
     *
     * @param record the stage, if there is one
     * @return whether it does
     */
    public static boolean isOld(Optional<StageRecord> record) {
        return record.map(StageRecord::stage).orElse(AdapterStage.OLD) == AdapterStage.OLD;
    }

    @Override
    public String subject() {
        return adapter;
    }

    /**
     * Returns the signal by which an instance tells the migration that the new adapter does not hold the gate in this stage.
     *
     * @return the name of the signal
     */
    public String breachSignal() {
        return "breach-" + epoch;
    }

    /**
     * Returns the stage in words.
     *
     * @return for example {@code canary 0.01 %}
     */
    public String label() {
        return label(stage, share);
    }

    /**
     * Returns a stage in words.
     *
     * @param stage the stage
     * @param share its share
     * @return for example {@code canary 0.01 %}
     */
    public static String label(AdapterStage stage, Percentage share) {
        return stage == AdapterStage.SHADOW || stage == AdapterStage.CANARY
                ? stage.name().toLowerCase(Locale.ROOT) + " " + share
                : stage.name().toLowerCase(Locale.ROOT);
    }
}
