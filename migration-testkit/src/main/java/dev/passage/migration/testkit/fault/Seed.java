package dev.passage.migration.testkit.fault;

import java.security.SecureRandom;

/**
 * The source of chance of a test run. {@code -Dseed=N} repeats one.
 *
 * @since 0.1.0
 */
public final class Seed {

    private static final long VALUE = Long.getLong("seed", new SecureRandom().nextLong() >>> 16);

    private Seed() {}

    /**
     * Returns the seed of this process and prints it, so that a failure can be repeated.
     *
     * @return the system property {@code seed}, or else a number that is new in each process
     */
    @SuppressWarnings("SystemOut")
    public static long ofThisRun() {
        System.out.println("seed " + VALUE + " (repeat with -Dseed=" + VALUE + ")");
        return VALUE;
    }
}
