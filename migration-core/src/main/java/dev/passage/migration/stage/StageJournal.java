package dev.passage.migration.stage;

import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.RecordedEvent;
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
 * Keeps stages in the journal (S3): a step that enters a stage stores it as its checkpoint, under the lease of the migration, so that
 * an overtaken instance cannot; every instance reads which one holds. Reading again reads only what was added since.
 *
 * <p>Safe for use by several threads.
 *
 * @param <R> what a stage looks like
 * @since 0.1.0
 */
public final class StageJournal<R extends Record & Staged> {
    private static final String KIND = HistoryEvent.CheckpointStored.class.getSimpleName();
    private static final int FIRST_PAGE = 32;

    private final Journal journal;
    private final String family;
    private final Class<R> type;
    private final JsonCodec json = new JsonCodec();
    private final HistoryCodec history = new HistoryCodec(json);
    private final Map<MigrationId, Long> readUpTo = new LinkedHashMap<>();
    private final Map<String, R> holding = new HashMap<>();
    private @Nullable MigrationId newestSeen;

    /**
     * Creates it.
     *
     * @param journal the journal of the engine
     * @param family what kind of thing has these stages, for example {@code sessions}; the same in each process
     * @param type the record of a stage
     */
    public StageJournal(Journal journal, String family, Class<R> type) {
        this.journal = Objects.requireNonNull(journal, "journal");
        this.family = Objects.requireNonNull(family, "family");
        this.type = Objects.requireNonNull(type, "type");
    }

    /**
     * Returns the scope that the plan of a migration must have to be read here; no two migrations of one scope run at once.
     *
     * @param subject what is to go through stages
     * @return the scope
     */
    public String scopeOf(String subject) {
        return family + ":" + subject;
    }

    /**
     * Reads which stage holds.
     *
     * @param subject what is in it
     * @return the stage, empty when none was ever stored
     * @throws dev.passage.migration.failure.JournalException if the journal cannot be read
     */
    public synchronized Optional<R> latest(String subject) {
        findMigrations();
        for (Map.Entry<MigrationId, Long> migration : readUpTo.entrySet()) {
            List<JournalRecord> added = journal.read(migration.getKey(), migration.getValue());
            added.stream().filter(record -> record.kind().equals(KIND)).forEach(this::take);
            if (!added.isEmpty()) {
                migration.setValue(added.get(added.size() - 1).sequence());
            }
        }
        return Optional.ofNullable(holding.get(subject));
    }

    /**
     * Stores a stage; durable when this returns.
     *
     * @param context the context of the step that enters it
     * @param stage the stage
     * @throws dev.passage.migration.failure.LeaseLostException if another instance took over
     */
    public void store(StepContext context, R stage) {
        context.checkpoint(checkpoint(), json.write(stage));
    }

    /** Looks at the newest migrations first, and as far back as to the newest of the last look. */
    private void findMigrations() {
        int page = FIRST_PAGE;
        List<MigrationHead> heads = journal.heads(page);
        while (heads.size() == page && !reachesBack(heads)) {
            page = Math.multiplyExact(page, 4);
            heads = journal.heads(page);
        }
        for (MigrationHead head : heads) {
            boolean ours =
                    head.scope().filter(scope -> scope.startsWith(family + ":")).isPresent();
            if (ours) {
                readUpTo.putIfAbsent(head.id(), 0L);
            }
        }
        if (!heads.isEmpty()) {
            newestSeen = heads.get(0).id();
        }
    }

    private boolean reachesBack(List<MigrationHead> heads) {
        return heads.stream().anyMatch(head -> head.id().equals(newestSeen));
    }

    private void take(JournalRecord record) {
        for (RecordedEvent recorded : history.decode(List.of(record))) {
            if (recorded.event() instanceof HistoryEvent.CheckpointStored stored
                    && stored.name().equals(checkpoint())) {
                R stage = json.read(stored.value(), type);
                holding.merge(stage.subject(), stage, (one, later) -> later.epoch() < one.epoch() ? one : later);
            }
        }
    }

    private String checkpoint() {
        return "stage-of-" + family;
    }
}
