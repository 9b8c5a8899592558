package dev.passage.migration.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.fault.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Promises 1 to 3 in every interleaving that a seed can make: no acknowledged write is lost, no deleted row lives, no value comes from
 * nowhere, never two owners, epochs only grow, nothing is left over (T2, X1, X2, D8, R3).
 *
 * <p>{@code -Dseed=N} replays the histories that begin with seed N.
 */
final class MoveSimulationTest {
    private static final int ENOUGH_FOR_A_MISTAKE = 20_000;
    private static final int MOST_VIOLATIONS = 10;

    @Test
    void nothingIsLostInAThousandHistories() {
        assertThat(histories(1_000).violations()).isEmpty();
    }

    @Tag("soak")
    @Test
    void nothingIsLostInTwoHundredThousandHistories() {
        long begun = cpuTime();

        Outcome outcome = histories(200_000);

        long perSecond = outcome.run() * 1_000_000_000L / (cpuTime() - begun);
        System.out.println("figure simulation.histories = " + outcome.withTwoDeaths() + " (bound >= 200000)");
        System.out.println(
                "figure simulation.violations = " + outcome.violations().size() + " (bound <= 0)");
        System.out.println("figure simulation.histories-per-second = " + perSecond + " (bound >= 2000)");
        assertThat(outcome.violations()).isEmpty();
    }

    @Tag("nightly")
    @Test
    void nothingIsLostInTenMillionHistories() {
        assertThat(histories(10_000_000).violations()).isEmpty();
    }

    @Test
    void everyPlantedMistakeShows() {
        long first = 1; // always the same histories, for a rare mistake could hide from others
        Map<Mistake, String> shown = new EnumMap<>(Mistake.class);
        for (Mistake mistake : Mistake.values()) {
            firstViolation(first, mistake).ifPresent(violation -> shown.put(mistake, violation));
        }

        shown.forEach((mistake, violation) -> System.out.println("mistake " + mistake + ": " + violation));
        System.out.println("figure mutants.planted = " + Mistake.values().length + " (bound >= 12)");
        System.out.println("figure mutants.survived = " + (Mistake.values().length - shown.size()) + " (bound <= 0)");
        assertThat(shown).containsOnlyKeys(Mistake.values());
    }

    private static Optional<String> firstViolation(long first, Mistake mistake) {
        for (long seed = first; seed < first + ENOUGH_FOR_A_MISTAKE; seed++) {
            try {
                MoveHistory.of(seed, Optional.of(mistake));
            } catch (AssertionError seen) {
                return Optional.of("history " + (seed - first + 1) + ", " + seen.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Of this thread, so that what else the machine does is left out. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What came of many histories. */
    private record Outcome(long run, int withTwoDeaths, List<String> violations) {}

    /** Runs as many histories with two deaths or more; those with fewer are run as well, but not counted. */
    private static Outcome histories(int wanted) {
        List<String> violations = new ArrayList<>();
        long first = Seed.ofThisRun();
        long seed = first;
        int counted = 0;
        while (counted < wanted && violations.size() < MOST_VIOLATIONS) {
            try {
                counted += MoveHistory.of(seed, Optional.empty()) >= 2 ? 1 : 0;
            } catch (AssertionError violation) {
                violations.add("-Dseed=" + seed + ": " + violation.getMessage());
            }
            seed++;
        }
        return new Outcome(seed - first, counted, violations);
    }
}
