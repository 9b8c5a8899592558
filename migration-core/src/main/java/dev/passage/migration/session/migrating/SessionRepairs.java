package dev.passage.migration.session.migrating;

import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes two stores hold the same entry under an id (S4). The newer entry goes to the store that has the older; what the owner no
 * longer has is deleted at the other.
 *
 * <p>Safe for use by several threads and processes: it may be done twice, and while hosts write.
 *
 * @since 0.1.0
 */
public final class SessionRepairs {
    private static final int BATCH = 100;
    private static final int ATTEMPTS = 5;

    private final Clock clock;
    private final Duration keepsTombstones;

    /**
     * Creates it.
     *
     * @param clock tells what has expired
     * @param keepsTombstones how long a new tombstone is kept
     */
    public SessionRepairs(Clock clock, Duration keepsTombstones) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.keepsTombstones = Objects.requireNonNull(keepsTombstones, "keepsTombstones");
    }

    /**
     * What became of a repair.
     *
     * @since 0.1.0
     */
    public enum Outcome {
        /** Both held the same already. */
        SAME,
        /** Both hold the same now. */
        REPAIRED,
        /** Nothing could be done: a store has seen a greater epoch, or the entry changes all the time. */
        UNDONE
    }

    /**
     * Makes both stores hold the same under an id.
     *
     * @param owner the store whose word counts
     * @param other the other
     * @param id the id
     * @param fence under which stage
     * @return what became of it
     * @throws SessionStoreException if a store cannot be reached, or refuses the session
     */
    public Outcome repair(SessionStore owner, SessionStore other, SessionId id, SessionFence fence) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // The other first: a session that begins just now is at the owner before it is there.
            Optional<SessionEntry> theirs = present(other.get(id));
            Optional<SessionEntry> ours = present(owner.get(id));
            if (isSame(ours, theirs)) {
                return attempt == 0 ? Outcome.SAME : Outcome.REPAIRED;
            }
            if (bring(owner, ours, other, theirs, fence) == PutOutcome.FENCED) {
                return Outcome.UNDONE;
            }
        }
        return Outcome.UNDONE;
    }

    /** One write that brings the two nearer; whether they are the same then shows the next look. */
    private PutOutcome bring(
            SessionStore owner,
            Optional<SessionEntry> ours,
            SessionStore other,
            Optional<SessionEntry> theirs,
            SessionFence fence) {
        if (ours.isEmpty()) {
            return other.putIfNewer(tombstoneOf(theirs.orElseThrow()), fence);
        }
        if (theirs.isEmpty() || ours.get().isNewerThan(theirs.get())) {
            return other.putIfNewer(ours.get(), fence);
        }
        if (theirs.get().isNewerThan(ours.get())) {
            return owner.putIfNewer(theirs.get(), fence);
        }
        return owner.putIfNewer(again(ours.get()), fence);
    }

    /** Nothing, and a tombstone at the store that does not own, are the same to a host. */
    private static boolean isSame(Optional<SessionEntry> ours, Optional<SessionEntry> theirs) {
        boolean bothEnded =
                ours.isEmpty() && theirs.filter(entry -> !entry.isTombstone()).isEmpty();
        return bothEnded || ours.equals(theirs);
    }

    private Optional<SessionEntry> present(Optional<SessionEntry> entry) {
        Instant now = clock.instant();
        return entry.filter(held -> !held.isExpiredAt(now));
    }

    private SessionEntry tombstoneOf(SessionEntry entry) {
        return new SessionTombstone(
                entry.id(),
                SessionVersion.after(entry.version().number()),
                clock.instant().plus(keepsTombstones));
    }

    /** Under one version there are two contents: the owner's becomes a version of its own. */
    private SessionEntry again(SessionEntry entry) {
        SessionVersion next = SessionVersion.after(entry.version().number());
        return entry instanceof Session session
                ? session.withVersion(next)
                : new SessionTombstone(entry.id(), next, entry.expiresAt());
    }

    /**
     * Repairs what a store has noted, until nothing is left but what cannot be repaired.
     *
     * @param noted the store that holds the notes, and whose word counts
     * @param other the other
     * @param fence under which stage, and whose notes
     * @return what is left, each with its reason; empty when no note is left
     * @throws SessionStoreException if a store cannot be reached
     */
    public List<SessionFault> repairNoted(SessionStore noted, SessionStore other, SessionFence fence) {
        while (true) {
            List<RepairItem> items = noted.repairs(fence.scope(), BATCH);
            List<SessionFault> faults = new ArrayList<>();
            List<RepairItem> heeded = new ArrayList<>();
            for (RepairItem item : items) {
                Optional<String> reason = problem(noted, other, item, fence);
                reason.ifPresentOrElse(text -> faults.add(new SessionFault(item.id(), text)), () -> heeded.add(item));
            }
            noted.removeRepairs(fence.scope(), heeded);
            if (heeded.isEmpty()) {
                return faults;
            }
        }
    }

    /**
     * Brings what a store has noted to the one that owns the sessions now, where that has nothing newer: for notes of instances that
     * followed late.
     *
     * @param noted the store that holds the notes, and whose word no longer counts
     * @param owner the store that owns the sessions
     * @param fence under which stage, and whose notes
     * @throws SessionStoreException if a store cannot be reached, or refuses a session
     */
    public void bringNoted(SessionStore noted, SessionStore owner, SessionFence fence) {
        List<RepairItem> items = noted.repairs(fence.scope(), BATCH);
        while (!items.isEmpty()) {
            for (RepairItem item : items) {
                present(noted.get(item.id())).ifPresent(entry -> owner.putIfNewer(entry, fence));
            }
            noted.removeRepairs(fence.scope(), items);
            items = noted.repairs(fence.scope(), BATCH);
        }
    }

    private Optional<String> problem(SessionStore noted, SessionStore other, RepairItem item, SessionFence fence) {
        try {
            return repair(noted, other, item.id(), fence) == Outcome.UNDONE
                    ? Optional.of("it was written all the while, or the stage has changed")
                    : Optional.empty();
        } catch (SessionStoreException refused) {
            if (refused.isOutage()) {
                throw refused;
            }
            return Optional.of(refused.problem());
        }
    }
}
