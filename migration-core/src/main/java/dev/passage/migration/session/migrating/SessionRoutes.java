package dev.passage.migration.session.migrating;

import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.stage.StageJournal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the stages in the journal. Whoever comes first into a stage whose owner is another settles it: both stores refuse the epoch
 * before, then what the old owner had noted for repair goes to the new one. So no instance writes at the new owner before
 * everything acknowledged at the old one is there.
 */
final class SessionRoutes {
    private static final Logger log = LoggerFactory.getLogger(SessionRoutes.class);
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final String name;
    private final SessionStore source;
    private final SessionStore target;
    private final StageJournal<SessionStageRecord> stages;
    private final SessionRepairs repairs;
    private final Duration followWithin;
    private final Duration holdLimit;
    private final ReentrantLock following = new ReentrantLock();
    private volatile @Nullable SessionRoute current;
    private volatile long lookedAt;
    private volatile boolean isBehind;

    SessionRoutes(
            String name,
            SessionStore source,
            SessionStore target,
            StageJournal<SessionStageRecord> stages,
            SessionRepairs repairs,
            Duration followWithin,
            Duration holdLimit) {
        this.name = name;
        this.source = source;
        this.target = target;
        this.stages = stages;
        this.repairs = repairs;
        this.followWithin = followWithin;
        this.holdLimit = holdLimit;
    }

    SessionRoute forReading() {
        SessionRoute known = current;
        if (known == null) {
            poll();
            return known();
        }
        if (System.nanoTime() - lookedAt > followWithin.toNanos() && following.tryLock()) {
            try {
                lookAgain();
            } finally {
                following.unlock();
            }
        }
        return known();
    }

    /** The route by a look at the journal that begins after this call did; the known one when the journal cannot be read. */
    SessionRoute asOfNow() {
        long asked = System.nanoTime();
        following.lock();
        try {
            if (lookedAt - asked < 0) {
                lookAgain();
            }
        } finally {
            following.unlock();
        }
        return known();
    }

    private SessionRoute known() {
        SessionRoute known = current;
        if (known == null) {
            throw new IllegalStateException("Session store " + name + " has not read its stage yet.");
        }
        return known;
    }

    private void lookAgain() {
        try {
            poll();
        } catch (MigrationException unread) {
            lookedAt = System.nanoTime();
            isBehind = true;
            log.atWarn().addKeyValue("store", name).setCause(unread).log("The stage of sessions cannot be followed");
        }
    }

    /** A store that checks each write needs no instance to be in time; with another one, only who has heard lately may write. */
    SessionRoute forWriting() {
        SessionRoute route = forReading();
        if (isCooperative() && isLate()) {
            lookAgain();
            route = known();
            if (isLate()) {
                throw SessionStoreException.held(
                        name,
                        "the stage of its move cannot be read, and a store of it cannot refuse overtaken writes",
                        "Bring the journal's database back, then make the call again.");
            }
        }
        return route.isHeld() ? afterHold() : route;
    }

    private boolean isLate() {
        return isBehind
                || System.nanoTime() - lookedAt > followWithin.multipliedBy(2).toNanos();
    }

    private boolean isCooperative() {
        return source.fencing() == Fencing.COOPERATIVE || target.fencing() == Fencing.COOPERATIVE;
    }

    /** Until then an instance that no store refuses may write by the stage before. */
    Duration settlesWithin() {
        return isCooperative() ? followWithin.multipliedBy(3) : Duration.ZERO;
    }

    private SessionRoute afterHold() {
        long end = System.nanoTime() + holdLimit.toNanos();
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PATIENCE.toNanos());
            poll();
            if (!known().isHeld()) {
                return known();
            }
        }
        throw SessionStoreException.held(
                name,
                "its sessions are being moved, and writes were held for " + holdLimit.toMillis() + " ms",
                "Make the call again when the migration has switched or is rolled back.");
    }

    /** After a store has refused an epoch, the journal knows a later one. */
    void overtaken(SessionRoute refused) {
        long end = System.nanoTime() + holdLimit.toNanos();
        do {
            poll();
            if (known().epoch() > refused.epoch()) {
                return;
            }
            LockSupport.parkNanos(PATIENCE.toNanos());
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        throw SessionStoreException.held(
                name,
                "a store has seen a later stage than the journal tells, epoch " + refused.epoch(),
                "Make sure that every instance uses the same journal and the name " + name + " for one move only.");
    }

    void poll() {
        following.lock();
        try {
            long asked = System.nanoTime();
            follow(stages.latest(name));
            lookedAt = asked;
            isBehind = false;
        } finally {
            following.unlock();
        }
    }

    void follow(Optional<SessionStageRecord> record) {
        following.lock();
        try {
            SessionRoute next = SessionRoute.of(name, source, target, record);
            SessionRoute before = current;
            if (before != null
                    && (next.epoch() < before.epoch() || next.record().equals(before.record()))) {
                return;
            }
            boolean entered = before == null || next.epoch() > before.epoch();
            if (entered && !next.isSettled()) {
                settle(next);
            }
            current = next;
        } finally {
            following.unlock();
        }
    }

    private void settle(SessionRoute next) {
        next.owner().raise(next.fence());
        if (!next.changesOwner()) {
            raiseQuietly(next);
            return;
        }
        next.other().raise(next.fence());
        List<SessionFault> left = repairs.repairNoted(next.other(), next.owner(), next.fence());
        if (!left.isEmpty()) {
            throw SessionStoreException.held(
                    name,
                    left.size() + " sessions that " + next.owner().name() + " had missed cannot be brought there: "
                            + left.get(0),
                    "Go one stage back, or make the store take them.");
        }
    }

    private void raiseQuietly(SessionRoute next) {
        try {
            next.other().raise(next.fence());
        } catch (SessionStoreException down) {
            log.atInfo()
                    .addKeyValue("store", down.store())
                    .log("A store that does not own the sessions cannot be told of a stage; it is told with its next");
        }
    }
}
