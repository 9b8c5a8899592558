package dev.passage.migration.sessions;

import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionPage;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.testkit.history.WriteHistory;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Writes sessions through several instances of a host at once (create, change, touch, end), remembers what was acknowledged, and judges
 * what a store holds in the end (S4).
 */
final class SessionWriters implements AutoCloseable {
    private static final String BEFORE = "session-";
    private static final int OFTEN_WRITTEN = 200;
    private static final long GLANCE_NANOS = 1_000_000;

    /** Of each writer before its next write, so that the mover and other tests get their share of the machine. */
    private static final long THOUGHT_NANOS = 4_000_000;

    private final Clock clock;
    private final WriteHistory values = new WriteHistory();
    private final WriteHistory expiries = new WriteHistory();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private int filled = OFTEN_WRITTEN;
    private volatile boolean stopped;

    SessionWriters(Clock clock) {
        this.clock = clock;
    }

    /** Fills a store as it was before anybody thought of a move. */
    SessionWriters filled(SessionStore store, int count) {
        filled = count;
        Instant now = clock.instant();
        List<SessionEntry> batch = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            SessionId id = SessionId.of(BEFORE + number);
            Session session = Session.starting(
                            id, SessionBytes.ofText("before-" + number), now, now.plusSeconds(7_200 + number))
                    .withAttributes(Map.of("cart", SessionBytes.ofText("book " + number)));
            batch.add(session);
            if (batch.size() == 500 || number == count - 1) {
                store.putAllIfNewer(batch, SessionFence.NONE);
                batch.clear();
            }
            values.startingWith(id.value(), text(session));
            expiries.startingWith(id.value(), session.expiresAt().toString());
        }
        return this;
    }

    SessionWriters start(long seed, int count, MigratingSessionStore... instances) {
        for (int number = 0; number < count; number++) {
            Random chance = new Random(seed * 31 + number);
            String name = "w" + number;
            MigratingSessionStore[] own = instances;
            Thread thread = new Thread(() -> write(name, chance, own), "session-writer-" + number);
            threads.add(thread);
            thread.start();
        }
        return this;
    }

    private void write(String name, Random chance, MigratingSessionStore... instances) {
        long turn = 0;
        while (!stopped) {
            turn++;
            MigratingSessionStore store = instances[chance.nextInt(instances.length)];
            try {
                one(store, name + "-" + turn, chance);
                writes.incrementAndGet();
            } catch (RuntimeException failed) {
                errors.add(failed);
            }
            LockSupport.parkNanos(THOUGHT_NANOS);
        }
    }

    private void one(MigratingSessionStore store, String text, Random chance) {
        int what = chance.nextInt(10);
        SessionId id = what == 0
                ? SessionId.of("new-" + text)
                : SessionId.of(
                        BEFORE + chance.nextInt(chance.nextBoolean() ? filled : Math.min(filled, OFTEN_WRITTEN)));
        Instant until =
                clock.instant().plusSeconds(3_600 + chance.nextInt(3_600)).truncatedTo(ChronoUnit.MILLIS);
        if (what == 0) {
            save(store, Session.starting(id, SessionBytes.ofText(text), clock.instant(), until), text, until);
        } else if (what == 1 && chance.nextInt(4) == 0) {
            delete(store, id);
        } else {
            Optional<Session> read = store.find(id);
            if (read.isPresent() && what < 6) {
                touch(store, read.get(), until);
            } else if (read.isPresent()) {
                save(
                        store,
                        read.get().withValue(SessionBytes.ofText(text)).touched(clock.instant(), until),
                        text,
                        until);
            }
        }
    }

    private void save(MigratingSessionStore store, Session session, String text, Instant until) {
        String key = session.id().value();
        WriteHistory.Write value = values.begin(key, Optional.of(text));
        WriteHistory.Write expiry = expiries.begin(key, Optional.of(until.toString()));
        judged(store.save(session), value, expiry);
    }

    private void touch(MigratingSessionStore store, Session session, Instant until) {
        WriteHistory.Write expiry = expiries.begin(session.id().value(), Optional.of(until.toString()));
        judged(store.touch(session, clock.instant(), until), expiry);
    }

    private void delete(MigratingSessionStore store, SessionId id) {
        WriteHistory.Write value = values.begin(id.value(), Optional.empty());
        WriteHistory.Write expiry = expiries.begin(id.value(), Optional.empty());
        ended.add(id.value());
        store.delete(id);
        value.acknowledged();
        expiry.acknowledged();
    }

    /** A write that was answered with nothing met a deleted session. */
    private static void judged(Optional<Session> stored, WriteHistory.Write... writes) {
        for (WriteHistory.Write write : writes) {
            if (stored.isPresent()) {
                write.acknowledged();
            } else {
                write.refused();
            }
        }
    }

    void awaitWrites(long count) throws InterruptedException {
        long end = writes.get() + count;
        long limit = System.nanoTime() + 60_000_000_000L;
        while (writes.get() < end && System.nanoTime() < limit) {
            LockSupport.parkNanos(GLANCE_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    SessionWriters stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        return this;
    }

    List<String> errors() {
        return errors.stream().map(Throwable::toString).toList();
    }

    long writes() {
        return writes.get();
    }

    /** How many of the sessions that were there before the move must live after it: those that no writer has ended. */
    long toBeMoved() {
        return (long) filled - ended.size();
    }

    /** How many of the sessions that were there before the move live in a store. */
    long moved(SessionStore store) {
        return alive(store)
                .filter(session -> session.id().value().startsWith(BEFORE))
                .count();
    }

    List<String> violations(SessionStore store) {
        return values.violations(stored(store, SessionWriters::text));
    }

    List<String> expiryErrors(SessionStore store) {
        return expiries.violations(stored(store, session -> session.expiresAt().toString()));
    }

    long sessions(SessionStore store) {
        return alive(store).count();
    }

    private Map<String, String> stored(SessionStore store, Function<Session, String> part) {
        Map<String, String> found = new TreeMap<>();
        alive(store).forEach(session -> found.put(session.id().value(), part.apply(session)));
        return found;
    }

    private Stream<Session> alive(SessionStore store) {
        return entries(store).values().stream()
                .filter(Session.class::isInstance)
                .map(Session.class::cast)
                .filter(session -> !session.isExpiredAt(clock.instant()));
    }

    private static Map<SessionId, SessionEntry> entries(SessionStore store) {
        Map<SessionId, SessionEntry> found = new ConcurrentHashMap<>();
        Optional<String> cursor = Optional.empty();
        do {
            SessionPage page = store.scan(cursor, 500);
            page.entries().forEach(entry -> found.put(entry.id(), entry));
            cursor = page.next();
        } while (cursor.isPresent());
        return found;
    }

    private static String text(Session session) {
        return session.value().toText();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
