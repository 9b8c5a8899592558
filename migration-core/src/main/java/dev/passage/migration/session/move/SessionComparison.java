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
    private static final int ROUNDS = 5;
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
    private long compared;
    private long repaired;
    private int patience = 1;

    SessionComparison(StageEntrance entrance, StepContext context, SessionRepairs repairs, int batch) {
        this.entrance = entrance;
        this.context = context;
        this.repairs = repairs;
        this.batch = batch;
    }

    /** Compares until both stores are the same, or until it is asked to stop; tells whether it reached the end. */
    boolean compare(SessionStageRecord record) {
        long repairedInAll = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            compared = 0;
            repaired = 0;
            patience = round == 1 ? 1 : PATIENT_LOOKS;
            faults.clear();
            if (!pass(record, true) || !pass(record, false)) {
                return false;
            }
            repairedInAll += repaired;
            if (!faults.isEmpty()) {
                throw StepFailedException.fatal(
                        FailureKind.INSUFFICIENT_RESOURCES,
                        faults.size() + " sessions cannot be brought to both stores: " + inWords(faults) + ".",
                        "Make the named sessions fit, or end them, then plan the move again.");
            }
            if (repaired == 0) {
                context.note("sessions compared", compared + ", equal in both stores");
                context.note("sessions repaired", Long.toString(repairedInAll));
                return true;
            }
        }
        throw new VerificationFailedException(
                "The sessions of " + entrance.other(record).name(),
                List.of(repaired + " of " + compared + " sessions still differed in round " + ROUNDS
                        + ", though each had been repaired"));
    }

    private boolean pass(SessionStageRecord record, boolean fromOwner) {
        SessionStore scanned = fromOwner ? entrance.owner(record) : entrance.other(record);
        SessionStore looked = fromOwner ? entrance.other(record) : entrance.owner(record);
        Optional<String> cursor = Optional.empty();
        do {
            if (context.stopRequested() || context.signalled(record.backSignal())) {
                return false;
            }
            SessionPage page = scanned.scan(cursor, batch);
            comparePage(record, page, looked, fromOwner);
            SessionMoveFaultPoints.PAGE_COMPARED.reached();
            context.progress().done(compared);
            cursor = page.next();
        } while (cursor.isPresent());
        return true;
    }

    private void comparePage(SessionStageRecord record, SessionPage page, SessionStore looked, boolean fromOwner) {
        Instant now = context.clock().instant();
        List<SessionEntry> entries = page.entries().stream()
                .filter(entry -> !entry.isExpiredAt(now) && !entry.isTombstone())
                .toList();
        Map<SessionId, SessionEntry> others =
                looked.getAll(entries.stream().map(SessionEntry::id).toList());
        compared += fromOwner ? entries.size() : 0;
        Map<SessionId, Optional<SessionEntry>> doubts = new LinkedHashMap<>();
        for (SessionEntry entry : entries) {
            Optional<SessionEntry> other = Optional.ofNullable(others.get(entry.id()));
            if (!isSame(Optional.of(entry), other)) {
                doubts.put(entry.id(), fromOwner ? Optional.of(entry) : other);
            }
        }
        lookAgain(record, doubts);
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
