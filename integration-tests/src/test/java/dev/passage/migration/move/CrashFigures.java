package dev.passage.migration.move;

import dev.passage.migration.testkit.crash.CrashCase;
import java.util.Set;
import java.util.TreeSet;

/** Counts what a crash matrix has shown, for the figures that its test prints. */
final class CrashFigures {
    private final Set<String> points = new TreeSet<>();
    private int cases;
    private int failures;

    /** Runs a case and counts the points at which its process really died. */
    void run(CrashCase crash) throws Exception {
        cases++;
        boolean passed = false;
        try {
            if (crash.run()) {
                crash.crashes().forEach(place -> points.add(place.point()));
            }
            passed = true;
        } finally {
            failures += passed ? 0 : 1;
        }
    }

    /** Whether a process has died at each of these places already. */
    boolean hasShown(CrashCase crash) {
        return crash.crashes().stream().allMatch(place -> points.contains(place.point()));
    }

    int points() {
        return points.size();
    }

    int cases() {
        return cases;
    }

    int failures() {
        return failures;
    }

    @SuppressWarnings("SystemOut")
    static void print(String name, long value, String bound) {
        System.out.println("figure " + name + " = " + value + " (bound " + bound + ")");
    }
}
