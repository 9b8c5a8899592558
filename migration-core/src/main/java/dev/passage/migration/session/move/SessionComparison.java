package dev.passage.migration.session.move;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.SessionRepairs;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.step.StepContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Compares all sessions of both stores by their digests while hosts write, repairs what differs by the owner's word, and compares
 * again until nothing was left to repair (S2, D14).
 */
final class SessionComparison {
    private static final String PLACE = "compared";
    private static final int ROUNDS = 5;
    private static final int PAGES_PER_PLACE = 10;
    private static final int LOOKS = 10;
    private static final int PATIENT_LOOKS = 7;
    private static final Duration WRITE_ON_ITS_WAY = Duration.ofMillis(5);
    private static final Duration LONGEST_REST = Duration.ofMillis(200);
    private static final int SHOWN = 20;

    private final StageEntrance entrance;
    private final StepContext context;
    private final SessionRepairs repairs;
    private final int batch;
    private final List<SessionFault> faults = new ArrayList<>();
    private long repaired;
    private int patience = 1;

    SessionComparison(StageEntrance entrance, StepContext context, SessionRepairs repairs, int batch) {
        this.entrance = entrance;
        this.context = context;
        this.repairs = repairs;
        this.batch = batch;
    }

    /**
     * Compares until both stores are the same, or until it is asked to stop; tells whether it reached the end. It goes on where it was
     * left: what was the same stays so, because each write goes to both stores, or is held.
     */
    boolean compare(SessionStageRecord record) {
        ComparisonPlace place = context.checkpoint(PLACE)
                .map(ComparisonPlace::of)
                .filter(stored -> stored.visit() == record.entryEpoch())
                .orElseGet(() -> ComparisonPlace.start(record.entryEpoch()));
        while (place.round() <= ROUNDS) {
            faults.clear();
            Optional<ComparisonPlace> end = round(record, place);
            if (end.isEmpty()) {
                return false;
            }
            place = end.get();
            if (!faults.isEmpty()) {
                throw StepFailedException.fatal(
                        FailureKind.INSUFFICIENT_RESOURCES,
                        faults.size() + " sessions cannot be brought to both stores: " + inWords(faults) + ".",
                        "Make the named sessions fit, or end them, then plan the move again.");
            }
            if (place.repaired() == 0) {
                store(ComparisonPlace.start(record.entryEpoch()));
                context.note("sessions compared", place.compared() + ", equal in both stores");
                context.note("sessions repaired", Long.toString(place.repairedBefore()));
                return true;
            }
            place = place.nextRound();
        }
        store(ComparisonPlace.start(record.entryEpoch()));
        throw new VerificationFailedException(
                "The sessions of " + entrance.other(record).name(),
                List.of("sessions still differed in round " + ROUNDS + ", though each had been repaired; "
                        + place.repairedBefore() + " were repaired in all"));
    }

    private Optional<ComparisonPlace> round(SessionStageRecord record, ComparisonPlace from) {
        patience = from.round() == 1 ? 1 : PATIENT_LOOKS;
        Optional<ComparisonPlace> halfway =
                from.fromOwner() ? pass(record, from).map(ComparisonPlace::otherWay) : Optional.of(from);
        return halfway.flatMap(place -> pass(record, place));
    }

    private Optional<ComparisonPlace> pass(SessionStageRecord record, ComparisonPlace from) {
        SessionStore scanned = from.fromOwner() ? entrance.owner(record) : entrance.other(record);
        SessionStore looked = from.fromOwner() ? entrance.other(record) : entrance.owner(record);
        ComparisonPlace place = from;
        int pages = 0;
        do {
            if (context.stopRequested() || context.signalled(record.backSignal())) {
                return Optional.empty();
            }
            SessionPage page = scanned.scan(place.cursor(), batch);
            repaired = 0;
            int count = comparePage(record, page, looked, from.fromOwner());
            place = place.after(from.fromOwner() ? count : 0, repaired, page.next());
            SessionMoveFaultPoints.PAGE_COMPARED.reached();
            context.progress().done(place.compared());
            pages++;
            if (pages % PAGES_PER_PLACE == 0 && page.next().isPresent()) {
                store(place);
            }
        } while (place.cursor().isPresent());
        return Optional.of(place);
    }

    /** What could not be repaired is found again by whoever goes on, because no place behind it is stored. */
    private void store(ComparisonPlace place) {
        if (faults.isEmpty()) {
            context.checkpoint(PLACE, place.text());
            SessionMoveFaultPoints.COMPARISON_STORED.reached();
        }
    }

    private int comparePage(SessionStageRecord record, SessionPage page, SessionStore looked, boolean fromOwner) {
        Instant now = context.clock().instant();
        List<SessionEntry> entries = page.entries().stream()
                .filter(entry -> !entry.isExpiredAt(now) && !entry.isTombstone())
                .toList();
        Map<SessionId, SessionEntry> others =
                looked.getAll(entries.stream().map(SessionEntry::id).toList());
        Map<SessionId, Optional<SessionEntry>> doubts = new LinkedHashMap<>();
        for (SessionEntry entry : entries) {
            Optional<SessionEntry> other = Optional.ofNullable(others.get(entry.id()));
            if (!isSame(Optional.of(entry), other)) {
                doubts.put(entry.id(), fromOwner ? Optional.of(entry) : other);
            }
        }
        lookAgain(record, doubts);
        return entries.size();
    }

    /**
     * A difference may be a write on its way; it counts when the owner goes on to have the same, and the other store still not. The
     * first round asks once more, and brings what is missing without delay; in later ones a store that is slow to answer its writers
     * gets half a second.
     */
    private void lookAgain(SessionStageRecord record, Map<SessionId, Optional<SessionEntry>> doubts) {
        Map<SessionId, Optional<SessionEntry>> open = doubts;
        Duration rest = WRITE_ON_ITS_WAY;
        for (int look = 1; !open.isEmpty(); look++) {
            LockSupport.parkNanos(rest.toNanos());
            rest = rest.compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : rest;
            Map<SessionId, SessionEntry> theirs = entrance.other(record).getAll(open.keySet());
            Map<SessionId, SessionEntry> ours = entrance.owner(record).getAll(open.keySet());
            Map<SessionId, Optional<SessionEntry>> changing = new LinkedHashMap<>();
            for (Map.Entry<SessionId, Optional<SessionEntry>> doubt : open.entrySet()) {
                SessionId id = doubt.getKey();
                Optional<SessionEntry> mine = Optional.ofNullable(ours.get(id));
                boolean same = isSame(mine, Optional.ofNullable(theirs.get(id)));
                if (!same && (look == LOOKS || (look >= patience && mine.equals(doubt.getValue())))) {
                    repair(record, id);
                } else if (!same) {
                    changing.put(id, mine);
                }
            }
            open = changing;
        }
    }

    private boolean isSame(Optional<SessionEntry> one, Optional<SessionEntry> other) {
        return digestOf(one).equals(digestOf(other));
    }

    private Optional<SessionBytes> digestOf(Optional<SessionEntry> entry) {
        Instant now = context.clock().instant();
        return entry.filter(held -> !held.isTombstone() && !held.isExpiredAt(now))
                .map(SessionEntry::digest);
    }

    private void repair(SessionStageRecord record, SessionId id) {
        SessionFence fence = entrance.fence(record);
        try {
            SessionRepairs.Outcome outcome = repairs.repair(entrance.owner(record), entrance.other(record), id, fence);
            repaired += outcome == SessionRepairs.Outcome.SAME ? 0 : 1;
        } catch (SessionStoreException refused) {
            if (refused.isOutage()) {
                throw refused;
            }
            faults.add(new SessionFault(id, refused.problem()));
        }
    }

    static String inWords(List<SessionFault> faults) {
        return faults.stream().limit(SHOWN).map(SessionFault::toString).collect(Collectors.joining("; "));
    }
}
