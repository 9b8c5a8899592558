package dev.passage.migration.adapter.stage;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.step.StepContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stages of adapters in the journal (A2): each is a checkpoint of the migration that switches the adapter, and the one with the
 * greatest epoch holds. Reading again reads only what was added since, from any number of migrations.
 *
 * <p>Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class StageLog {
    private static final String CHECKPOINT = "adapter-stage";
    private static final String SCOPE = "adapter:";
    private static final int FIRST_PAGE = 64;

    private final Journal journal;
    private final JsonCodec json = new JsonCodec();
    private final HistoryCodec history = new HistoryCodec(json);
    private final Map<MigrationId, Long> read = new LinkedHashMap<>();
    private final Map<String, StageRecord> latest = new HashMap<>();
    private @Nullable MigrationId newest;

    /**
     * Creates it.
     *
     * @param journal the journal of the engine
     */
    public StageLog(Journal journal) {
        this.journal = Objects.requireNonNull(journal, "journal");
    }

    /**
     * Returns the scope of an adapter, which no two migrations switch at once.
     *
     * @param adapter its name
     * @return the scope
     */
    public static String scopeOf(String adapter) {
        return SCOPE + adapter;
    }

    /**
     * Reads the stage of an adapter.
     *
     * @param adapter its name
     * @return the record that holds, empty when the adapter was never switched: the old one answers
     * @throws dev.passage.migration.failure.JournalException if the journal cannot be read
     */
    public synchronized Optional<StageRecord> latest(String adapter) {
        for (MigrationHead head : unknownHeads()) {
            if (head.scope().filter(scope -> scope.startsWith(SCOPE)).isPresent()) {
                read.putIfAbsent(head.id(), 0L);
            }
        }
        for (Map.Entry<MigrationId, Long> known : read.entrySet()) {
            known.setValue(readOn(known.getKey(), known.getValue()));
        }
        return Optional.ofNullable(latest.get(adapter));
    }

    /**
     * Stores a stage as the word of a step. Does nothing when that is the record which holds already.
     *
     * @param context the context of the step
     * @param record the stage
     */
    public void store(StepContext context, StageRecord record) {
        context.checkpoint(CHECKPOINT, json.write(record));
    }

    /** All migrations planned since the last look: those before the newest that was seen then. */
    private List<MigrationHead> unknownHeads() {
        MigrationId before = newest;
        int page = FIRST_PAGE;
        while (true) {
            List<MigrationHead> heads = journal.heads(page);
            boolean enough =
                    heads.size() < page || heads.stream().map(MigrationHead::id).anyMatch(id -> id.equals(before));
            if (enough) {
                heads.stream().findFirst().ifPresent(first -> newest = first.id());
                return heads;
            }
            page = Math.multiplyExact(page, 4);
        }
    }

    private long readOn(MigrationId migration, long after) {
        long last = after;
        for (JournalRecord record : journal.read(migration, after)) {
            last = record.sequence();
            if (record.kind().equals(HistoryEvent.CheckpointStored.class.getSimpleName())) {
                take((HistoryEvent.CheckpointStored)
                        history.decode(List.of(record)).get(0).event());
            }
        }
        return last;
    }

    private void take(HistoryEvent.CheckpointStored stored) {
        if (!stored.name().equals(CHECKPOINT)) {
            return;
        }
        StageRecord record = json.read(stored.value(), StageRecord.class);
        latest.merge(record.adapter(), record, (one, other) -> other.epoch() >= one.epoch() ? other : one);
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
}
