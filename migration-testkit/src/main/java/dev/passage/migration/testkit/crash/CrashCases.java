package dev.passage.migration.testkit.crash;

import dev.passage.migration.fault.FaultPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Records an undisturbed run of a scenario and lists the ways in which it can crash (T3). For tests that do without
 * {@link CrashMatrix}. Immutable.
 *
 * @since 0.1.0
 */
public final class CrashCases {

    private final Supplier<? extends CrashScenario> scenarios;
    private final Map<String, Long> hits;
    private final List<String> uncovered;
    private final boolean forked;

    private CrashCases(
            Supplier<? extends CrashScenario> scenarios,
            Map<String, Long> hits,
            List<String> uncovered,
            boolean forked) {
        this.scenarios = scenarios;
        this.hits = hits;
        this.uncovered = uncovered;
        this.forked = forked;
    }

    /**
     * Runs the scenario once without a crash and counts how often it reaches each fault point.
     *
     * @param scenarios makes a new scenario with a new world
     * @return the cases
     * @throws Exception if the scenario throws it
     * @throws AssertionError if it does not even succeed without a crash
     */
    public static CrashCases record(Supplier<? extends CrashScenario> scenarios) throws Exception {
        return record(scenarios, false);
    }

    static CrashCases record(Supplier<? extends CrashScenario> scenarios, boolean forked) throws Exception {
        try (CrashScenario scenario = scenarios.get();
                CrashRun run = new CrashRun(scenario, List.of())) {
            run.toTheEnd();
            Map<String, Long> hits = run.hits();
            List<String> uncovered = scenario.knownPoints().stream()
                    .map(FaultPoint::name)
                    .filter(name -> !hits.containsKey(name))
                    .toList();
            return new CrashCases(scenarios, Map.copyOf(hits), uncovered, forked);
        }
    }

    /**
     * Returns the points that were reached.
     *
     * @return how often each was reached, by name
     */
    public Map<String, Long> hits() {
        return hits;
    }

    /**
     * Returns the known points that were not reached and so are not tested.
     *
     * @return their names
     */
    public List<String> uncovered() {
        return uncovered;
    }

    /**
     * Returns a case for each point and its first, middle and last hit.
     *
     * @return the cases, by the names of the points
     */
    public List<CrashCase> single() {
        return single(CrashMatrix.Hits.FIRST_MIDDLE_LAST, List.of(CrashMatrix.Action.DIE));
    }

    List<CrashCase> single(CrashMatrix.Hits which, List<CrashMatrix.Action> actions) {
        if (forked && !actions.equals(List.of(CrashMatrix.Action.DIE))) {
            throw new IllegalArgumentException("A forked crash matrix knows one action, DIE, but was given " + actions
                    + ". Leave forked out, or the actions.");
        }
        List<CrashCase> cases = new ArrayList<>();
        for (String point : new TreeSet<>(hits.keySet())) {
            long last = hits.getOrDefault(point, 0L);
            Set<Long> chosen = switch (which) {
                case NONE -> Set.of();
                case FIRST -> Set.of(1L);
                case FIRST_MIDDLE_LAST -> new TreeSet<>(List.of(1L, (last + 1) / 2, last));
            };
            for (long hit : chosen) {
                for (CrashMatrix.Action action : actions) {
                    cases.add(new CrashCase(scenarios, List.of(new CrashCase.Crash(point, hit, action)), forked));
                }
            }
        }
        return cases;
    }

    /**
     * Returns cases with a second crash during the recovery from the first, at the first hit of any point.
     *
     * @param most how many at the most; more are thinned out at random
     * @param seed the source of chance
     * @return the cases
     */
    public List<CrashCase> pairs(int most, long seed) {
        List<CrashCase> cases = new ArrayList<>();
        for (String first : new TreeSet<>(hits.keySet())) {
            for (String second : new TreeSet<>(hits.keySet())) {
                cases.add(new CrashCase(
                        scenarios, List.of(new CrashCase.Crash(first, 1), new CrashCase.Crash(second, 1)), forked));
            }
        }
        Collections.shuffle(cases, new Random(seed));
        return List.copyOf(cases.subList(0, Math.min(most, cases.size())));
    }
}
