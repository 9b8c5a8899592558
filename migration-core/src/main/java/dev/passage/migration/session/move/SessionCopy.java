package dev.passage.migration.session.move;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTransfer;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.Tunable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies every session from the owner to the other store, in batches, from where it was left. A batch that is copied twice changes
 * nothing, for only what is newer is written.
 */
final class SessionCopy {
    static final Tunable BATCH = new Tunable("batch", 1, 10_000);
    private static final String PLACE = "place";
    private static final String COUNTS = "counts";
    private static final String END = "end";
    private static final int BATCHES_PER_PLACE = 10;
    private static final int SHOWN = 20;

    private final StageEntrance entrance;
    private final StepContext context;
    private final int batch;
    private final List<SessionFault> faults = new ArrayList<>();
    private long read;
    private long stored;
    private long expired;

    SessionCopy(StageEntrance entrance, StepContext context, int batch) {
        this.entrance = entrance;
        this.context = context;
        this.batch = batch;
    }

    /** Copies until the end, or until it is asked to stop; tells whether it reached the end. */
    boolean copy(SessionStageRecord record) {
        String visit = record.entryEpoch() + ":";
        Optional<String> place = context.checkpoint(PLACE)
                .filter(stored -> stored.startsWith(visit))
                .map(stored -> stored.substring(visit.length()));
        if (place.filter(END::equals).isPresent()) {
            return true;
        }
        place.ifPresent(resumed -> readCounts());
        Optional<String> cursor = place;
        int batches = 0;
        do {
            if (context.stopRequested() || context.signalled(record.backSignal())) {
                return false;
            }
            cursor = copyBatch(record, cursor);
            batches++;
            if (cursor.isEmpty() || batches % BATCHES_PER_PLACE == 0) {
                storePlace(visit, cursor.orElse(END));
            }
        } while (cursor.isPresent());
        note();
        return true;
    }

    private Optional<String> copyBatch(SessionStageRecord record, Optional<String> cursor) {
        SessionStore owner = entrance.owner(record);
        SessionStore other = entrance.other(record);
        SessionFence fence = entrance.fence(record);
        int limit = (int) context.tuned(BATCH.name()).orElse(batch);
        SessionTransfer transfer =
                other.pull(owner, cursor, limit, context.clock().instant(), fence);
        if (transfer.fenced()) {
            throw StepFailedException.retryable(
                    FailureKind.LEASE_LOST,
                    "Store " + other.name() + " has seen a later stage than " + record.label() + ", epoch "
                            + record.epoch() + ".",
                    "Nothing to do: the copy goes on under the later stage.");
        }
        read += transfer.read();
        stored += transfer.stored();
        expired += transfer.expired();
        transfer.faults().stream().limit(SHOWN - (long) faults.size()).forEach(faults::add);
        context.progress().done(read);
        SessionMoveFaultPoints.BATCH_COPIED.reached();
        return transfer.next();
    }

    private void storePlace(String visit, String place) {
        context.checkpoint(COUNTS, read + " " + stored + " " + expired);
        context.checkpoint(PLACE, visit + place);
        SessionMoveFaultPoints.CURSOR_STORED.reached();
    }

    private void readCounts() {
        context.checkpoint(COUNTS).map(text -> text.split(" ", -1)).ifPresent(counts -> {
            read = Long.parseLong(counts[0]);
            stored = Long.parseLong(counts[1]);
            expired = Long.parseLong(counts[2]);
        });
    }

    private void note() {
        context.note("sessions read", Long.toString(read));
        context.note("sessions copied", Long.toString(stored));
        context.note("sessions left out as expired", Long.toString(expired));
        if (!faults.isEmpty()) {
            context.note("not copied", SessionComparison.inWords(faults));
        }
    }
}
