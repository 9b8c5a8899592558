package dev.passage.migration.session.migrating;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the owner, then to the other store. The owner's number decides which write is later. A write that a changed stage has
 * overtaken is made anew under a greater number; one that the other store missed is noted at the owner before it is acknowledged.
 */
final class SessionWriter {
    private static final Logger log = LoggerFactory.getLogger(SessionWriter.class);

    private final SessionRoutes routes;
    private final Clock clock;
    private final Duration rest;
    private final LongAdder missed = new LongAdder();
    private volatile long restsUntil;

    SessionWriter(SessionRoutes routes, Clock clock, Duration rest) {
        this.routes = routes;
        this.clock = clock;
        this.rest = rest;
        this.restsUntil = System.nanoTime() - 2 * rest.toNanos();
    }

    /** What became of the second write; a number that is not negative asks for the write to be made anew, under a greater one. */
    private record Second(long redoAfter, boolean deleted) {
        static final Second DONE = new Second(-1, false);
        static final Second DELETED = new Second(-1, true);

        static Second redoAfter(long number) {
            return new Second(number, false);
        }
    }

    long missedWrites() {
        return missed.sum();
    }

    /** Writes until it is stored; empty when the session was deleted meanwhile. */
    Optional<SessionEntry> write(SessionId id, long hint, LongFunction<SessionEntry> entryAfter) {
        long floor = hint;
        while (true) {
            SessionRoute route = routes.forWriting();
            SessionEntry entry = entryAfter.apply(floor);
            PutOutcome outcome = route.owner().putIfNewer(entry, route.fence());
            if (outcome == PutOutcome.FENCED) {
                routes.overtaken(route);
            } else if (outcome == PutOutcome.NOT_NEWER) {
                Optional<SessionEntry> there = route.owner().get(id);
                if (there.filter(SessionEntry::isTombstone).isPresent()) {
                    return entry.isTombstone() ? there : Optional.empty();
                }
                floor = Math.max(floor, numberOf(there));
            } else {
                SessionWriteFaultPoints.OWNER_WRITTEN.reached();
                Second second = second(route, entry, () -> route.other().putIfNewer(entry, route.fence()));
                if (second.redoAfter() < 0) {
                    return second.deleted() && !entry.isTombstone() ? Optional.empty() : Optional.of(entry);
                }
                floor = Math.max(second.redoAfter(), entry.version().number());
            }
        }
    }

    /** Changes the times of a session that the caller has read; empty when it is gone. */
    Optional<SessionEntry> touch(Session read, Instant accessedAt, Instant expiresAt) {
        Session base = read;
        long floor = base.version().number();
        while (true) {
            SessionRoute route = routes.forWriting();
            SessionTouch touch =
                    new SessionTouch(base.id(), base.version(), SessionVersion.after(floor), accessedAt, expiresAt);
            Session touched = touch.applyTo(base);
            PutOutcome outcome = route.owner().touch(touch, route.fence());
            if (outcome == PutOutcome.FENCED) {
                routes.overtaken(route);
                continue;
            }
            if (outcome == PutOutcome.STORED) {
                SessionWriteFaultPoints.OWNER_WRITTEN.reached();
                Second second = second(route, touched, () -> touchOrPut(route, touch, touched));
                if (second.redoAfter() < 0) {
                    return second.deleted() ? Optional.empty() : Optional.of(touched);
                }
                floor = Math.max(second.redoAfter(), touch.version().number());
            }
            Optional<SessionEntry> held = route.owner().get(base.id());
            Optional<Session> there = alive(held);
            if (there.isPresent()) {
                base = there.get();
                floor = Math.max(floor, base.version().number());
            } else if (held.isPresent() || routes.asOfNow().epoch() == route.epoch()) {
                return Optional.empty();
            }
        }
    }

    private static PutOutcome touchOrPut(SessionRoute route, SessionTouch touch, Session touched) {
        PutOutcome outcome = route.other().touch(touch, route.fence());
        return outcome == PutOutcome.NOT_NEWER ? route.other().putIfNewer(touched, route.fence()) : outcome;
    }

    private Optional<Session> alive(Optional<SessionEntry> entry) {
        Instant now = clock.instant();
        return entry.filter(held -> !held.isExpiredAt(now))
                .filter(Session.class::isInstance)
                .map(Session.class::cast);
    }

    private Second second(SessionRoute route, SessionEntry entry, Supplier<PutOutcome> write) {
        if (!route.stage().writesBoth()) {
            return Second.DONE;
        }
        if (System.nanoTime() - restsUntil < 0) {
            return note(route, entry);
        }
        Optional<SessionEntry> theirs;
        try {
            PutOutcome outcome = write.get();
            if (outcome != PutOutcome.NOT_NEWER) {
                return outcome == PutOutcome.STORED
                        ? Second.DONE
                        : Second.redoAfter(entry.version().number());
            }
            theirs = route.other().get(entry.id());
        } catch (RuntimeException failed) {
            rested(route.other(), failed);
            return note(route, entry);
        }
        return theirs.isEmpty() ? Second.DONE : compared(route, entry, theirs.get());
    }

    /** The other store has something newer: of a later write that the owner knows, or of one that died between the two stores. */
    private static Second compared(SessionRoute route, SessionEntry entry, SessionEntry theirs) {
        Optional<SessionEntry> ours = route.owner().get(entry.id());
        boolean superseded = ours.filter(held -> !theirs.isNewerThan(held)).isPresent();
        if (superseded) {
            return ours.filter(SessionEntry::isTombstone).isPresent() ? Second.DELETED : Second.DONE;
        }
        if (theirs.isTombstone() && !entry.isTombstone()) {
            route.owner().putIfNewer(theirs, route.fence());
            return Second.DELETED;
        }
        return Second.redoAfter(theirs.version().number());
    }

    private Second note(SessionRoute route, SessionEntry entry) {
        SessionWriteFaultPoints.SECOND_FAILED.reached();
        RepairItem item = new RepairItem(entry.id(), ThreadLocalRandom.current().nextLong(SessionVersion.GREATEST + 1));
        PutOutcome outcome = route.owner().addRepair(item, route.fence());
        SessionWriteFaultPoints.REPAIR_NOTED.reached();
        missed.increment();
        return outcome == PutOutcome.FENCED ? Second.redoAfter(entry.version().number()) : Second.DONE;
    }

    /** A store that is down would let each caller wait; one that refuses a session takes the others. */
    private void rested(SessionStore other, RuntimeException failed) {
        if (failed instanceof SessionStoreException refused && !refused.isOutage()) {
            return;
        }
        boolean first = System.nanoTime() - restsUntil > rest.toNanos();
        restsUntil = System.nanoTime() + rest.toNanos();
        if (first) {
            log.atWarn()
                    .addKeyValue("store", other.name())
                    .addKeyValue("failure", failed.getClass().getSimpleName())
                    .log("A second write failed; sessions are noted for repair until the store answers again");
        }
    }

    private static long numberOf(Optional<SessionEntry> entry) {
        return entry.map(held -> held.version().number()).orElse(0L);
    }
}
