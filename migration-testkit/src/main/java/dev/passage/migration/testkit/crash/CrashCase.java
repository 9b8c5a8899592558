package dev.passage.migration.testkit.crash;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One way for a migration to crash. Immutable; each {@link #run()} builds a world of its own.
 *
 * @since 0.1.0
 */
public final class CrashCase {

    private final Supplier<? extends CrashScenario> scenarios;
    private final List<Crash> crashes;
    private final boolean forked;

    CrashCase(Supplier<? extends CrashScenario> scenarios, List<Crash> crashes, boolean forked) {
        this.scenarios = scenarios;
        this.crashes = List.copyOf(crashes);
        this.forked = forked;
    }

    /**
     * Returns where the process dies: first, and then, where there are two, during the recovery from the first.
     *
     * @return one or two places
     */
    public List<Crash> crashes() {
        return crashes;
    }

    /**
     * Runs the migration, lets it die, starts it again until it ends, and checks the end.
     *
     * @return whether the process really died at each of the places; a place that was not reached kills nobody
     * @throws Exception if the scenario throws it
     * @throws AssertionError if the end is not as it should be
     */
    public boolean run() throws Exception {
        try (CrashScenario scenario = scenarios.get()) {
            long killed = forked ? CrashChild.kill(scenario, crashes) : 0;
            try (CrashRun run = new CrashRun(scenario, forked ? List.of() : crashes)) {
                run.toTheEnd();
                return forked ? killed == crashes.size() : run.diedEverywhere();
            }
        } catch (AssertionError e) {
            throw new AssertionError("Crash at " + this + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return crashes.isEmpty()
                ? "no crash"
                : crashes.stream().map(Crash::toString).collect(Collectors.joining(", then "));
    }

    /**
     * A place at which the process dies.
     *
     * @param point the name of the fault point
     * @param hit at which hit, counted from the start of the process
     * @param action what happens there
     * @since 0.1.0
     */
    public record Crash(String point, long hit, CrashMatrix.Action action) {
        /** Checks that point and action are given. */
        public Crash {
            Objects.requireNonNull(point, "point");
            Objects.requireNonNull(action, "action");
        }

        /**
         * Creates a place at which the process dies.
         *
         * @param point the name of the fault point
         * @param hit at which hit, counted from the start of the process
         */
        public Crash(String point, long hit) {
            this(point, hit, CrashMatrix.Action.DIE);
        }

        boolean isAt(String reached, long time) {
            return point.equals(reached) && hit == time;
        }

        @Override
        public String toString() {
            return point + ", hit " + hit + (action == CrashMatrix.Action.DIE ? "" : ", " + action);
        }
    }
}
