package dev.passage.migration.routing;

import dev.passage.migration.failure.TenantMovingException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The patience of one writer: short pauses at first, longer ones later, until its deadline. */
final class Waiting {
    private static final long SHORTEST_MILLIS = 2;
    private static final long LONGEST_MILLIS = 50;

    private final String tenant;
    private final Duration limit;
    private final long start = System.nanoTime();
    private long pauseMillis = SHORTEST_MILLIS;

    Waiting(String tenant, Duration limit) {
        this.tenant = tenant;
        this.limit = limit;
    }

    Duration left() {
        return limit.minus(waited());
    }

    /** Throws once the deadline has passed. */
    void check() {
        if (left().isNegative()) {
            throw new TenantMovingException(tenant, waited());
        }
    }

    /** Waits a little; throws once the deadline has passed or the thread was interrupted, whose flag stays set. */
    void pause() {
        check();
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(pauseMillis, Math.max(1, left().toMillis())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TenantMovingException(tenant, waited());
        }
        // Half as long again, not twice: who has just looked too early would wait as long again as the whole pause was.
        pauseMillis = Math.min(LONGEST_MILLIS, pauseMillis + (pauseMillis + 1) / 2);
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
