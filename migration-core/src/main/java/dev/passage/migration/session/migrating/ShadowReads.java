package dev.passage.migration.session.migrating;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionVersion;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Compares a sample of reads with the other store. A difference may be a write on its way, so it is looked at once more at the next
 * poll, and counts only when the owner's entry is still the same and the other store's is still another; it is then noted for repair,
 * so that no way back leads to a store that has it wrong.
 */
final class ShadowReads {
    private static final int PERCENT = 100;
    private static final int MOST_DOUBTS = 1_000;
    private static final int KEPT = 20;

    private final Executor executor;
    private final Clock clock;
    private final Deque<Doubt> doubts = new ArrayDeque<>();
    private final Deque<ShadowReport.Mismatch> latest = new ArrayDeque<>();
    private long epoch;
    private long comparisons;
    private long mismatches;
    private long unfinished;

    ShadowReads(Executor executor, Clock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    private record Doubt(SessionRoute route, SessionId id, Optional<SessionEntry> ours) {}

    void sample(SessionRoute route, SessionId id, Optional<SessionEntry> ours) {
        int percent = route.record().map(record -> record.samplePercent()).orElse(0);
        if (!route.stage().comparesReads() || ThreadLocalRandom.current().nextInt(PERCENT) >= percent) {
            return;
        }
        try {
            executor.execute(() -> compare(new Doubt(route, id, ours)));
        } catch (RejectedExecutionException full) {
            count(route, false, Optional.empty());
        }
    }

    private void compare(Doubt doubt) {
        try {
            Optional<SessionEntry> theirs = doubt.route().other().get(doubt.id());
            if (difference(doubt.ours(), theirs).isEmpty()) {
                count(doubt.route(), true, Optional.empty());
            } else {
                doubt(doubt);
            }
        } catch (SessionStoreException down) {
            count(doubt.route(), false, Optional.empty());
        }
    }

    private synchronized void doubt(Doubt doubt) {
        if (doubts.size() < MOST_DOUBTS) {
            doubts.add(doubt);
        } else {
            count(doubt.route(), false, Optional.empty());
        }
    }

    /** Looks once more at what differed. */
    void lookAgain() {
        List<Doubt> open;
        synchronized (this) {
            open = List.copyOf(doubts);
            doubts.clear();
        }
        open.forEach(this::lookAgain);
    }

    private void lookAgain(Doubt doubt) {
        try {
            Optional<SessionEntry> theirs = doubt.route().other().get(doubt.id());
            Optional<SessionEntry> ours = doubt.route().owner().get(doubt.id());
            Optional<String> difference = difference(ours, theirs);
            boolean unchanged = ours.equals(doubt.ours());
            boolean decided = difference.isEmpty() || unchanged;
            if (difference.isPresent() && unchanged) {
                doubt.route()
                        .owner()
                        .addRepair(
                                new RepairItem(
                                        doubt.id(), ThreadLocalRandom.current().nextLong(SessionVersion.GREATEST + 1)),
                                doubt.route().fence());
            }
            count(
                    doubt.route(),
                    decided,
                    difference
                            .filter(found -> unchanged)
                            .map(found -> new ShadowReport.Mismatch(doubt.id().fingerprint(), found)));
        } catch (SessionStoreException down) {
            count(doubt.route(), false, Optional.empty());
        }
    }

    private synchronized void count(SessionRoute route, boolean finished, Optional<ShadowReport.Mismatch> mismatch) {
        enter(route.entryEpoch());
        if (route.entryEpoch() < epoch) {
            return;
        }
        comparisons += finished ? 1 : 0;
        unfinished += finished ? 0 : 1;
        mismatch.ifPresent(found -> {
            mismatches++;
            latest.addLast(found);
            if (latest.size() > KEPT) {
                latest.removeFirst();
            }
        });
    }

    synchronized void enter(long entered) {
        if (entered > epoch) {
            epoch = entered;
            comparisons = 0;
            mismatches = 0;
            unfinished = 0;
            latest.clear();
        }
    }

    synchronized ShadowReport report() {
        return new ShadowReport(epoch, comparisons, mismatches, unfinished, new ArrayList<>(latest));
    }

    private Optional<String> difference(Optional<SessionEntry> ours, Optional<SessionEntry> theirs) {
        Optional<Session> here = alive(ours);
        Optional<Session> there = alive(theirs);
        if (here.equals(there)) {
            return Optional.empty();
        }
        if (here.isEmpty() || there.isEmpty()) {
            return Optional.of(here.isEmpty() ? "only the other store has it" : "the other store has it not");
        }
        return Optional.of(difference(here.get(), there.get()));
    }

    private static String difference(Session here, Session there) {
        if (!here.version().equals(there.version())) {
            return "version " + here.version().number() + " here and "
                    + there.version().number() + " there";
        }
        boolean sameBytes =
                here.value().equals(there.value()) && here.attributes().equals(there.attributes());
        return sameBytes ? "other times under the same version" : "other bytes under the same version";
    }

    private Optional<Session> alive(Optional<SessionEntry> entry) {
        Instant now = clock.instant();
        return entry.filter(held -> !held.isExpiredAt(now))
                .filter(Session.class::isInstance)
                .map(Session.class::cast);
    }
}
