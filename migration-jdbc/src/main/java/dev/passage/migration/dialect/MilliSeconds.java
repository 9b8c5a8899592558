package dev.passage.migration.dialect;

import java.time.Duration;

/** Turns a limit into the whole numbers that engines take; zero would mean no limit at all, so it is refused. */
final class MilliSeconds {
    private MilliSeconds() {}

    static long of(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("A limit must be longer than zero, but was " + limit + ".");
        }
        long millis = limit.toMillis();
        return limit.equals(Duration.ofMillis(millis)) ? millis : millis + 1;
    }
}
