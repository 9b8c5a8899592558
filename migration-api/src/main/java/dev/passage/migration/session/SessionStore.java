package dev.passage.migration.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps sessions, and can take part in a move of them (S1). A host reads and writes through a migrating store that stands before two of
 * these; who implements one writes what is below and runs the contract test of the testkit.
 *
 * <p>A store keeps for each id the newest entry, in the order of {@link SessionEntry}: whatever order writes come in, it ends the
 * same. It may forget an entry that has expired, tombstones too, and nothing else.
 *
 * <p>Every write carries a {@link SessionFence}. A store whose {@link #fencing()} is enforced refuses it, with
 * {@link PutOutcome#FENCED}, when it has seen a greater epoch of the same scope; the check and the write are one. {@link SessionFence#NONE}
 * is never refused.
 *
 * <p>Must be safe for use by several threads and processes. Every method blocks until the store has answered, and throws
 * {@link dev.passage.migration.failure.SessionStoreException} when it cannot be reached or refuses.
 *
 * @since 0.1.0
 */
public interface SessionStore {

    /**
     * Returns what the store is called in plans, reports and messages.
     *
     * @return a name without secrets, for example {@code redis sessions}
     */
    String name();

    /**
     * Returns how the store keeps overtaken instances from writing.
     *
     * @return enforced or cooperative
     */
    Fencing fencing();

    /**
     * Returns the greatest session it takes.
     *
     * @return number of bytes as of {@link SessionEntry#bytes()}, empty when it has no limit of its own
     */
    default OptionalLong maximumBytes() {
        return OptionalLong.empty();
    }

    /** Makes sure that the store can be reached and has what it needs; changes nothing that is there. */
    void open();

    /**
     * Reads what is held under an id.
     *
     * @param id the id
     * @return a session or a tombstone; it may have expired
     */
    Optional<SessionEntry> get(SessionId id);

    /**
     * Reads what is held under several ids, in as few calls as the store can.
     *
     * @param ids the ids
     * @return the entries that are there
     */
    default Map<SessionId, SessionEntry> getAll(Collection<SessionId> ids) {
        Map<SessionId, SessionEntry> found = new LinkedHashMap<>();
        ids.forEach(id -> get(id).ifPresent(entry -> found.put(id, entry)));
        return found;
    }

    /**
     * Writes an entry if it is newer than what is there, or nothing is there; durable when this returns.
     *
     * @param entry a session that has not expired, or a tombstone
     * @param fence under which stage
     * @return what became of it
     */
    PutOutcome putIfNewer(SessionEntry entry, SessionFence fence);

    /**
     * Writes several entries, each if it is newer, in as few calls as the store can. Stops at nothing: when this throws, any of them
     * may be stored.
     *
     * @param entries the entries, no two of the same id
     * @param fence under which stage
     * @return what became of each, in their order
     */
    default List<PutOutcome> putAllIfNewer(List<SessionEntry> entries, SessionFence fence) {
        List<PutOutcome> outcomes = new ArrayList<>();
        entries.forEach(entry -> outcomes.add(putIfNewer(entry, fence)));
        return outcomes;
    }

    /**
     * Changes the times of a session without its bytes, if it is stored in the version that the touch builds on.
     *
     * @param touch the touch
     * @param fence under which stage
     * @return what became of it
     */
    default PutOutcome touch(SessionTouch touch, SessionFence fence) {
        Optional<Session> base = get(touch.id())
                .filter(entry -> entry.version().equals(touch.base()))
                .filter(Session.class::isInstance)
                .map(Session.class::cast);
        return base.isPresent() ? putIfNewer(touch.applyTo(base.get()), fence) : PutOutcome.NOT_NEWER;
    }

    /**
     * Reads a part of all that is there, in an order of the store's own. Each entry that is there from the first part to the last is
     * in at least one of them; what comes or goes in between may be or not.
     *
     * @param cursor where to begin: empty, or what an earlier page said is next, also of another process
     * @param limit about how many entries, 1 or more
     * @return the part; it may be empty and yet not the last
     */
    SessionPage scan(Optional<String> cursor, int limit);

    /**
     * Copies a part of another store's entries into this one, each if it is newer. A store that shares a format of its own with the
     * other may do so without taking it apart.
     *
     * @param source the other store
     * @param cursor where to begin there
     * @param limit about how many entries
     * @param now the present; what has expired is left out
     * @param fence under which stage
     * @return what became of the part
     */
    default SessionTransfer pull(
            SessionStore source, Optional<String> cursor, int limit, Instant now, SessionFence fence) {
        return EntryTransfer.between(source, this).transfer(cursor, limit, now, fence);
    }

    /**
     * Forgets entries as if they had never been, tombstones too; for what a move leaves behind.
     *
     * @param ids the ids
     * @param fence under which stage
     * @return whether it was done; it is not when the fence is overtaken
     */
    boolean forget(Collection<SessionId> ids, SessionFence fence);

    /**
     * Removes entries that have expired. A host whose store does not do so by itself calls it from time to time.
     *
     * @param now the present
     * @param limit how many at the most
     * @return how many were removed
     */
    default int purgeExpired(Instant now, int limit) {
        return 0;
    }

    /**
     * Refuses from now on each write of the same scope with a smaller epoch; when this returns, none is under way. Does nothing when
     * this epoch or a greater one was raised before. A cooperative store does nothing.
     *
     * @param fence scope and epoch
     */
    void raise(SessionFence fence);

    /**
     * Notes durably that a session must be copied to the other store; replaces an earlier mark of the same session.
     *
     * @param item the session and a new mark
     * @param fence under which stage
     * @return stored or fenced
     */
    PutOutcome addRepair(RepairItem item, SessionFence fence);

    /**
     * Reads sessions that must be copied to the other store.
     *
     * @param scope the scope under which they were added
     * @param limit how many at the most
     * @return the sessions, none when there are none
     */
    List<RepairItem> repairs(String scope, int limit);

    /**
     * Takes away notes that were heeded; one that was replaced since stays.
     *
     * @param scope the scope under which they were added
     * @param items the items as they were read
     */
    void removeRepairs(String scope, Collection<RepairItem> items);
}
