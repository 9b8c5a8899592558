package dev.passage.migration.testkit.session;

import dev.passage.migration.session.Fencing;
import dev.passage.migration.session.PutOutcome;
import dev.passage.migration.session.RepairItem;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionTouch;
import dev.passage.migration.session.SessionVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SessionStore} must do (S1, S4, X2). The test class of an implementation implements this and says how to open it.
 *
 * @since 0.1.0
 */
public interface SessionStoreContract {

    /**
     * Opens the store of this test, empty at the first call; later calls give other instances on the same sessions.
     *
     * @return the store, opened
     */
    SessionStore store();

    /**
     * Returns a session that the store can hold whole; a store whose layout has no place for a value returns one without.
     *
     * @param id its id
     * @param expiresAt until when it lives
     * @return the session, under an unknown version
     */
    default Session session(String id, Instant expiresAt) {
        Instant created = Clock.systemUTC().instant().minusSeconds(60);
        byte[] awkward = {0, 1, (byte) 0xff, '\'', '"', '\n', 0};
        return Session.starting(SessionId.of(id), SessionBytes.of(awkward), created, expiresAt)
                .withAttributes(Map.of(
                        "cart",
                        SessionBytes.of(awkward),
                        "empty",
                        SessionBytes.EMPTY,
                        Session.PRINCIPAL,
                        SessionBytes.ofText("\u00e4nna's"),
                        Session.MAXIMUM_IDLE_SECONDS,
                        SessionBytes.ofText("1800")));
    }

    /** Every part comes back as it was, to the millisecond. */
    @Test
    default void readsBackWhatWasPut() {
        SessionStore store = store();
        Session session = session("a", later()).withVersion(new SessionVersion(7, SessionVersion.GREATEST));

        equal("outcome", PutOutcome.STORED, store.putIfNewer(session, SessionFence.NONE));

        equal("entry", Optional.of(session), store.get(session.id()));
        equal("entry elsewhere", Optional.of(session), store().get(session.id()));
        equal("nothing", Optional.empty(), store.get(SessionId.of("b")));
        equal("both", Map.of(session.id(), session), store.getAll(List.of(session.id(), SessionId.of("b"))));
    }

    /** In whatever order states arrive, the newest stays; a tombstone over all. */
    @Test
    default void keepsTheNewestInWhateverOrder() {
        SessionStore store = store();
        long seed = Long.getLong("seed", Clock.systemUTC().millis());
        Random chance = new Random(seed);
        for (int number = 0; number < 4; number++) {
            String id = "id-" + number;
            List<SessionEntry> states = new ArrayList<>(states(id, number % 2 == 0));
            SessionEntry newest = states.get(states.size() - 1);
            Collections.shuffle(states, chance);

            states.forEach(state -> store.putIfNewer(state, SessionFence.NONE));
            List<PutOutcome> again = store.putAllIfNewer(List.of(states.get(0)), SessionFence.NONE);

            equal("seed " + seed + ", entry", Optional.of(newest), store.get(newest.id()));
            equal("seed " + seed + ", again", List.of(PutOutcome.NOT_NEWER), again);
        }
    }

    private List<SessionEntry> states(String id, boolean deleted) {
        Session session = session(id, later());
        List<SessionEntry> states = new ArrayList<>(List.of(
                session.withVersion(new SessionVersion(1, 5)),
                session.withVersion(new SessionVersion(1, 6)),
                session.touched(session.lastAccessedAt().plusSeconds(1), later().plusSeconds(60))
                        .withVersion(new SessionVersion(2, 0))));
        if (deleted) {
            states.add(new SessionTombstone(session.id(), new SessionVersion(1, 9), later()));
        }
        return states;
    }

    /**
     * Of writers that meet, one wins, and every store would have chosen it.
     *
     * @throws InterruptedException if the test was interrupted
     * @throws ExecutionException if a writer failed
     */
    @Test
    default void letsTheNewestOfManyWritersWin() throws InterruptedException, ExecutionException {
        SessionStore store = store();
        Session session = session("a", later());
        List<SessionVersion> versions = IntStream.range(0, 40)
                .mapToObj(any -> SessionVersion.after(any / 8))
                .toList();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<PutOutcome>> writes = versions.stream()
                    .map(version ->
                            writers.submit(() -> store.putIfNewer(session.withVersion(version), SessionFence.NONE)))
                    .toList();
            for (Future<PutOutcome> write : writes) {
                write.get();
            }
        } finally {
            writers.shutdownNow();
        }

        SessionVersion newest = Collections.max(versions);
        equal("version", Optional.of(newest), store.get(session.id()).map(SessionEntry::version));
    }

    /** A batch is written and told entry by entry. */
    @Test
    default void putsManyAtOnce() {
        SessionStore store = store();
        List<SessionEntry> entries = IntStream.range(0, 150)
                .<SessionEntry>mapToObj(
                        number -> session("id-" + number, later()).withVersion(new SessionVersion(1, number)))
                .toList();
        SessionEntry newer = session("id-3", later()).withVersion(new SessionVersion(2, 0));
        store.putIfNewer(newer, SessionFence.NONE);

        List<PutOutcome> outcomes = store.putAllIfNewer(entries, SessionFence.NONE);

        equal("not newer", PutOutcome.NOT_NEWER, outcomes.get(3));
        equal(
                "stored",
                149L,
                outcomes.stream().filter(PutOutcome.STORED::equals).count());
        equal("entry", Optional.of(newer), store.get(newer.id()));
        equal("entry", Optional.of(entries.get(149)), store.get(entries.get(149).id()));
    }

    /** A touch changes times alone, and only what it builds on. */
    @Test
    default void touchesWhatItBuildsOn() {
        SessionStore store = store();
        Session session = session("a", later()).withVersion(new SessionVersion(1, 1));
        store.putIfNewer(session, SessionFence.NONE);
        SessionTouch touch = new SessionTouch(
                session.id(),
                session.version(),
                new SessionVersion(2, 2),
                session.lastAccessedAt().plusSeconds(5),
                later().plusSeconds(5));

        equal("touch", PutOutcome.STORED, store.touch(touch, SessionFence.NONE));
        equal("touch again", PutOutcome.NOT_NEWER, store.touch(touch, SessionFence.NONE));
        equal("entry", Optional.of(touch.applyTo(session)), store.get(session.id()));

        SessionTombstone deleted = new SessionTombstone(session.id(), new SessionVersion(3, 0), later());
        store.putIfNewer(deleted, SessionFence.NONE);
        SessionTouch late = new SessionTouch(
                session.id(), deleted.version(), new SessionVersion(4, 0), later(), later().plusSeconds(9));
        equal("touch of a deleted session", PutOutcome.NOT_NEWER, store.touch(late, SessionFence.NONE));
        equal("entry", Optional.of(deleted), store.get(session.id()));
    }

    /** A scan finds all that is there, also at another instance half way, and while others write. */
    @Test
    default void scansEverything() {
        SessionStore store = store();
        Set<SessionEntry> put = new HashSet<>();
        for (int number = 0; number < 150; number++) {
            put.add(session("id-" + number, later()).withVersion(new SessionVersion(1, 0)));
        }
        store.putAllIfNewer(List.copyOf(put), SessionFence.NONE);
        SessionTombstone deleted = new SessionTombstone(SessionId.of("gone"), new SessionVersion(1, 0), later());
        store.putIfNewer(deleted, SessionFence.NONE);
        put.add(deleted);

        Set<SessionEntry> found = new HashSet<>();
        Optional<String> cursor = Optional.empty();
        do {
            SessionPage page = store().scan(cursor, 40);
            found.addAll(page.entries());
            cursor = page.next();
            store.putIfNewer(session("new-" + found.size(), later()), SessionFence.NONE);
        } while (cursor.isPresent());

        equal("all found", true, found.containsAll(put));
    }

    /** A store that enforces fences refuses every write of a smaller epoch, and none of another scope. */
    @Test
    default void refusesOvertakenWrites() {
        SessionStore store = store();
        if (store.fencing() == Fencing.COOPERATIVE) {
            return;
        }
        Session session = session("a", later()).withVersion(new SessionVersion(1, 0));
        SessionFence old = new SessionFence("web", 3);
        SessionFence present = new SessionFence("web", 4);
        equal("before", PutOutcome.STORED, store.putIfNewer(session, old));

        store().raise(present);
        store.raise(old);

        Session next = session.withVersion(new SessionVersion(2, 0));
        SessionTouch touch =
                new SessionTouch(session.id(), session.version(), next.version(), session.lastAccessedAt(), later());
        equal("put", PutOutcome.FENCED, store.putIfNewer(next, old));
        equal("put many", List.of(PutOutcome.FENCED), store.putAllIfNewer(List.of(next), old));
        equal("touch", PutOutcome.FENCED, store.touch(touch, old));
        equal("note", PutOutcome.FENCED, store.addRepair(new RepairItem(session.id(), 1), old));
        equal("forget", false, store.forget(List.of(session.id()), old));
        equal("entry", Optional.of(session), store.get(session.id()));
        equal("notes", List.of(), store.repairs("web", 10));
        equal("other scope", PutOutcome.STORED, store.putIfNewer(next, new SessionFence("api", 0)));
        Session last = session.withVersion(new SessionVersion(3, 0));
        equal("present", PutOutcome.STORED, store.putIfNewer(last, present));
    }

    /** A note stays until it is heeded, and a later note of the same session longer. */
    @Test
    default void keepsNotesOfWhatTheOtherMissed() {
        SessionStore store = store();
        SessionFence fence = new SessionFence("web", 1);
        RepairItem first = new RepairItem(SessionId.of("a"), 1);
        RepairItem second = new RepairItem(SessionId.of("a"), SessionVersion.GREATEST);
        RepairItem other = new RepairItem(SessionId.of("b"), 1);

        equal("noted", PutOutcome.STORED, store.addRepair(first, fence));
        store.addRepair(second, fence);
        store.addRepair(other, fence);
        store.addRepair(first, new SessionFence("api", 1));
        store.removeRepairs("web", List.of(first, other));

        equal("notes", List.of(second), store().repairs("web", 10));
        equal("notes of another", List.of(first), store.repairs("api", 10));
        equal("limit", List.of(), store.repairs("web", 0));
    }

    /** What is forgotten is gone, a tombstone too. */
    @Test
    default void forgetsWhatItIsTold() {
        SessionStore store = store();
        Session kept = session("a", later()).withVersion(new SessionVersion(1, 0));
        Session gone = session("b", later()).withVersion(new SessionVersion(1, 0));
        SessionTombstone deleted = new SessionTombstone(SessionId.of("c"), new SessionVersion(1, 0), later());
        store.putAllIfNewer(List.of(kept, gone, deleted), SessionFence.NONE);

        boolean done = store.forget(List.of(gone.id(), deleted.id(), SessionId.of("d")), SessionFence.NONE);

        equal("done", true, done);
        equal("entries", Map.of(kept.id(), kept), store.getAll(List.of(kept.id(), gone.id(), deleted.id())));
        equal("put again", PutOutcome.STORED, store.putIfNewer(gone, SessionFence.NONE));
    }

    private static Instant later() {
        return Clock.systemUTC().instant().plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);
    }

    private static void equal(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": expected " + expected + " but found " + actual);
        }
    }
}
