package dev.passage.migration.executor;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.RecordedEvent;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.status.MigrationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one migration as the run sees it that holds the lease: appends under the lease, keeps the folded state, and
 * picks up what others have requested. Safe for use by several threads.
 */
final class RunJournal {
    private static final Logger log = LoggerFactory.getLogger(RunJournal.class);
    private static final long PAUSE_WHILE_UNREACHABLE_MILLIS = 500;

    private final ExecutorSettings settings;
    private final MigrationId id;
    private Lease lease;
    private MigrationHistory history;
    private Duration offset = Duration.ZERO;
    private boolean closed;

    RunJournal(ExecutorSettings settings, Lease lease, MigrationHistory history) {
        this.settings = settings;
        this.id = lease.migration();
        this.lease = lease;
        this.history = history;
    }

    synchronized MigrationHistory history() {
        return history;
    }

    synchronized Lease lease() {
        return lease;
    }

    synchronized void renewed(Lease newLease) {
        lease = newLease;
    }

    /** The time on the journal's clock, as near as the last record tells. */
    synchronized Instant now() {
        return settings.clock().instant().plus(offset);
    }

    /** What the state will be when these events are appended. */
    synchronized MigrationHistory preview(List<HistoryEvent> events) {
        List<RecordedEvent> recorded = new ArrayList<>();
        long sequence = history.standing().lastSequence();
        for (HistoryEvent event : events) {
            sequence++;
            recorded.add(new RecordedEvent(sequence, now(), settings.instance(), event));
        }
        return history.with(recorded);
    }

    synchronized void append(List<HistoryEvent> events) {
        if (!events.isEmpty()) {
            appended(events, (drafts, summary) -> Optional.of(settings.journal().append(lease, drafts, summary)));
        }
    }

    /** Appends what puts the migration to rest, unless a request came in between, which is read then; returns whether it did. */
    synchronized boolean appendIfLast(List<HistoryEvent> events) {
        long last = history.standing().lastSequence();
        return appended(events, (drafts, summary) -> settings.journal().appendIfLast(lease, last, drafts, summary));
    }

    /** One of the two ways to append. */
    private interface Append {
        Optional<List<JournalRecord>> stored(List<RecordDraft> drafts, Summary summary);
    }

    private boolean appended(List<HistoryEvent> events, Append append) {
        List<RecordDraft> drafts = events.stream()
                .map(event -> settings.history().encode(event, settings.instance()))
                .toList();
        ExecutorFaultPoints.BEFORE_APPEND.reached();
        Optional<List<JournalRecord>> stored = whenReachable(drafts, events, append);
        ExecutorFaultPoints.AFTER_APPEND.reached();
        stored.ifPresentOrElse(records -> follow(records, events), this::read);
        return stored.isPresent();
    }

    private void follow(List<JournalRecord> stored, List<HistoryEvent> events) {
        offset = Duration.between(
                settings.clock().instant(), stored.get(stored.size() - 1).at());
        boolean requestsCameBetween =
                stored.get(0).sequence() != history.standing().lastSequence() + 1;
        if (requestsCameBetween) {
            read();
        } else {
            fold(recorded(stored, events));
        }
    }

    private static List<RecordedEvent> recorded(List<JournalRecord> stored, List<HistoryEvent> events) {
        List<RecordedEvent> recorded = new ArrayList<>(events.size());
        for (int place = 0; place < events.size(); place++) {
            JournalRecord record = stored.get(place);
            recorded.add(new RecordedEvent(record.sequence(), record.at(), record.actor(), events.get(place)));
        }
        return recorded;
    }

    /** Reads what others have appended since; requests of persons, above all. */
    synchronized void refresh() {
        boolean newer = settings.journal()
                .head(id)
                .filter(head -> head.lastSequence() > history.standing().lastSequence())
                .isPresent();
        if (newer) {
            read();
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void read() {
        fold(settings.history()
                .decode(settings.journal().read(id, history.standing().lastSequence())));
    }

    private void fold(List<RecordedEvent> events) {
        MigrationState before = history.state();
        history = history.with(events);
        if (history.state() != before) {
            settings.events().tell(new MigrationEvent.StateChanged(id, before, history.state()));
        }
    }

    private Optional<List<JournalRecord>> whenReachable(
            List<RecordDraft> drafts, List<HistoryEvent> events, Append append) {
        boolean told = false;
        while (true) {
            try {
                Optional<List<JournalRecord>> stored =
                        append.stored(drafts, preview(events).summary());
                if (told) {
                    log.atInfo().addKeyValue("migration", id).log("The journal is back; the migration goes on");
                }
                return stored;
            } catch (JournalException unreachable) {
                if (unreachable.reason() != JournalException.Reason.UNREACHABLE || closed) {
                    throw unreachable;
                }
                if (!told) {
                    log.atWarn()
                            .addKeyValue("migration", id)
                            .log("The journal cannot be reached; the migration stands still until it is back");
                    told = true;
                }
                if (!Pause.on(this, PAUSE_WHILE_UNREACHABLE_MILLIS, () -> closed)) {
                    throw unreachable;
                }
            }
        }
    }
}
