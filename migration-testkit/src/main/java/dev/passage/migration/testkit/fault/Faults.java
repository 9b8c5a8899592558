package dev.passage.migration.testkit.fault;

import dev.passage.migration.fault.FaultInjector;
import dev.passage.migration.fault.FaultPoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes named points of production code go wrong and counts how often each is reached (T2).
 *
 * <pre>{@code
 * try (Faults faults = Faults.install()) {
 *     faults.at("copy.chunk.before-commit").onHit(3, FaultAction.crash());
 *     ...
 *     assertThat(faults.hits("copy.chunk.before-commit")).isEqualTo(3);
 * }
 * }</pre>
 *
 * <p>There is one for the process at any time, so tests that use it must not run in parallel in one JVM. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class Faults implements FaultInjector, AutoCloseable {

    /**
     * The system property from which {@link #installAsTold()} takes what goes wrong: {@code point@hit} for a process that
     * halts there, several separated by commas.
     */
    public static final String HALT_PROPERTY = "passage.testkit.halt";

    private static final Object ONE = new Object();
    private static boolean installed;

    private final Map<String, AtomicLong> hits = new ConcurrentHashMap<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    private Faults() {}

    /**
     * Begins to watch all points of the process; nothing goes wrong yet.
     *
     * @return the faults, to be closed by the test
     * @throws IllegalStateException if others are installed
     */
    public static Faults install() {
        synchronized (ONE) {
            if (installed) {
                throw new IllegalStateException(
                        "Faults are installed already. Close them first; tests that inject faults"
                                + " must not run in parallel.");
            }
            Faults faults = new Faults();
            installed = true;
            FaultPoint.inject(faults);
            return faults;
        }
    }

    /**
     * Begins to watch all points of a child process and lets it halt where its parent said, by {@link #HALT_PROPERTY}.
     *
     * @return the faults
     */
    public static Faults installAsTold() {
        Faults faults = install();
        String told = System.getProperty(HALT_PROPERTY, "");
        if (!told.isEmpty()) {
            for (String one : told.split(",", -1)) {
                int at = one.lastIndexOf('@');
                faults.at(one.substring(0, at)).onHit(Long.parseLong(one.substring(at + 1)), FaultAction.halt());
            }
        }
        return faults;
    }

    /**
     * Chooses a point.
     *
     * @param point the name of the point
     * @return where to say what happens there
     */
    public At at(String point) {
        return new At(Objects.requireNonNull(point, "point"));
    }

    /**
     * Chooses a point.
     *
     * @param point the point
     * @return where to say what happens there
     */
    public At at(FaultPoint point) {
        return at(point.name());
    }

    /** Forgets what was to go wrong; the counts stay. */
    public void clear() {
        rules.clear();
    }

    /**
     * Returns how often a point was reached.
     *
     * @param point the name of the point
     * @return the count, those that went wrong included
     */
    public long hits(String point) {
        AtomicLong count = hits.get(point);
        return count == null ? 0 : count.get();
    }

    /**
     * Returns how often each point was reached that was reached at all.
     *
     * @return the counts by name, in the order of the names
     */
    public Map<String, Long> hits() {
        Map<String, Long> counts = new TreeMap<>();
        hits.forEach((point, count) -> counts.put(point, count.get()));
        return counts;
    }

    @Override
    public void reached(FaultPoint point) {
        long hit = hits.computeIfAbsent(point.name(), name -> new AtomicLong()).incrementAndGet();
        for (Rule rule : rules) {
            if (rule.point.equals(point.name()) && rule.first <= hit && hit <= rule.last) {
                rule.action.happen(point);
            }
        }
    }

    /** Ends it: nothing goes wrong any more in this process. */
    @Override
    public void close() {
        synchronized (ONE) {
            FaultPoint.inject(null);
            installed = false;
        }
    }

    /**
     * Says what happens at one point.
     *
     * @since 0.1.0
     */
    public final class At {

        private final String point;

        private At(String point) {
            this.point = point;
        }

        /**
         * Lets it happen at the next hit from now, once.
         *
         * @param action what happens
         * @return the faults
         */
        public Faults once(FaultAction action) {
            return onHit(hits(point) + 1, action);
        }

        /**
         * Lets it happen at one hit, counted from the installation.
         *
         * @param hit 1 for the first
         * @param action what happens
         * @return the faults
         */
        public Faults onHit(long hit, FaultAction action) {
            return onHits(hit, hit, action);
        }

        /**
         * Lets it happen at each hit from now on.
         *
         * @param action what happens
         * @return the faults
         */
        public Faults always(FaultAction action) {
            return onHits(1, Long.MAX_VALUE, action);
        }

        /**
         * Lets it happen at some hits in a row, counted from the installation.
         *
         * @param first 1 for the first
         * @param last the last
         * @param action what happens
         * @return the faults
         */
        public Faults onHits(long first, long last, FaultAction action) {
            rules.add(new Rule(point, first, last, Objects.requireNonNull(action, "action")));
            return Faults.this;
        }

        /**
         * Lets it happen once, at a hit that a seed chooses.
         *
         * @param seed the source of chance; {@link Seed#ofThisRun()} prints it
         * @param most the last hit that may be chosen, 1 or more
         * @param action what happens
         * @return the faults
         */
        public Faults atRandom(long seed, int most, FaultAction action) {
            return onHit(1L + new Random(seed ^ point.hashCode()).nextInt(most), action);
        }
    }

    private record Rule(String point, long first, long last, FaultAction action) {}
}
