package dev.passage.migration.engine;

import dev.passage.migration.executor.ExecutorSettings;
import dev.passage.migration.executor.MigrationRun;
import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.planner.Planner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The migrations that this instance runs: takes them up, once each, and waits for their end. */
final class Runs {
    private static final Logger log = LoggerFactory.getLogger(Runs.class);
    private static final int MOST_AT_ONCE = 100;

    private final ExecutorSettings settings;
    private final Requests requests;
    private final Map<MigrationId, MigrationRun> active = new HashMap<>();
    private final Set<MigrationId> refused = new HashSet<>();
    private final Set<MigrationId> beingTakenUp = new HashSet<>();
    private final Object changed = new Object();
    private boolean closed;
    private long changes;

    Runs(ExecutorSettings settings, Requests requests) {
        this.settings = settings;
        this.requests = requests;
    }

    /** Takes a migration up, if nobody else has it and this instance has its handler; returns whether it did. */
    boolean takeUp(MigrationId id) {
        if (!begins(id)) {
            return false;
        }
        try {
            return acquired(id);
        } finally {
            synchronized (changed) {
                beingTakenUp.remove(id);
                changed.notifyAll();
            }
        }
    }

    /** One thread at a time takes a migration up: a lease is given to its own owner again, so a second run would end the first. */
    private boolean begins(MigrationId id) {
        synchronized (changed) {
            try {
                while (beingTakenUp.contains(id)) {
                    changed.wait();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (closed || active.containsKey(id)) {
                return false;
            }
            beingTakenUp.add(id);
            return true;
        }
    }

    private boolean acquired(MigrationId id) {
        MigrationHistory seen = requests.history(id);
        if (seen.summary().wakeAt().isEmpty()) {
            return false;
        }
        settings.planner().restore(id, seen.planned());
        long requestedAt = System.nanoTime();
        Lease lease;
        try {
            lease = settings.journal().acquire(id, settings.instance(), settings.leaseDuration());
        } catch (LeaseHeldException held) {
            log.atDebug()
                    .addKeyValue("migration", id)
                    .addKeyValue("owner", held.owner())
                    .log("Run elsewhere");
            return false;
        }
        MigrationHistory history = requests.history(id);
        if (history.summary().wakeAt().isEmpty()) {
            settings.journal().release(lease);
            return false;
        }
        Planner.Result bound = settings.planner().restore(id, history.planned());
        MigrationRun run = new MigrationRun(settings, lease, requestedAt, history, bound, () -> ended(id));
        if (!isLetIn(id, run)) {
            settings.journal().release(lease);
            return false;
        }
        try {
            settings.executor().execute(run);
        } catch (RejectedExecutionException full) {
            ended(id);
            settings.journal().release(lease);
            throw full;
        }
        return true;
    }

    /** The engine may have been closed while the lease was asked for; then nobody would stop the run or wait for it. */
    private boolean isLetIn(MigrationId id, MigrationRun run) {
        synchronized (changed) {
            if (closed) {
                return false;
            }
            active.put(id, run);
            return true;
        }
    }

    /** Takes up what is due; what cannot be taken up here is logged once and left to others. */
    List<MigrationId> takeUpDue() {
        List<MigrationId> taken = new ArrayList<>();
        for (MigrationHead head : settings.journal().due(MOST_AT_ONCE)) {
            try {
                if (takeUp(head.id())) {
                    taken.add(head.id());
                }
            } catch (MigrationException unfit) {
                synchronized (changed) {
                    if (refused.add(head.id())) {
                        log.atError()
                                .addKeyValue("migration", head.id())
                                .setCause(unfit)
                                .log("A migration that waits cannot be taken up here");
                    }
                }
            }
        }
        return taken;
    }

    /** Tells a run here that there is a request for it. */
    void wake(MigrationId id) {
        MigrationRun run;
        synchronized (changed) {
            run = active.get(id);
            signalChange();
        }
        if (run != null) {
            run.wake();
        }
    }

    boolean isActive(MigrationId id) {
        synchronized (changed) {
            return active.containsKey(id);
        }
    }

    void somethingChanged() {
        signalChange();
    }

    /** How often something has changed here so far. */
    long changes() {
        synchronized (changed) {
            return changes;
        }
    }

    /** Waits until something has changed since that count, or for this time. */
    void awaitChange(long since, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (changed) {
            while (changes == since) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                changed.wait(left);
            }
        }
    }

    /** Stops every run at its next safe point and waits for them. */
    void close(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<MigrationRun> runs;
        synchronized (changed) {
            closed = true;
            runs = List.copyOf(active.values());
        }
        runs.forEach(MigrationRun::close);
        synchronized (changed) {
            try {
                while (!active.isEmpty() && System.nanoTime() - deadline < 0) {
                    changed.wait(100);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void signalChange() {
        synchronized (changed) {
            changes++;
            changed.notifyAll();
        }
    }

    private void ended(MigrationId id) {
        synchronized (changed) {
            active.remove(id);
            signalChange();
        }
    }
}
