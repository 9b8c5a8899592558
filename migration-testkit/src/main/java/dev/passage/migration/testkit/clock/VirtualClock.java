package dev.passage.migration.testkit.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * A clock that stands still until a test moves it, so that a wait of seven days takes no time (T5). Safe for use by several
 * threads.
 *
 * @since 0.1.0
 */
public final class VirtualClock extends Clock {

    private final Present present;
    private final ZoneId zone;

    private VirtualClock(Present present, ZoneId zone) {
        this.present = present;
        this.zone = zone;
    }

    /**
     * Returns a clock that starts at an arbitrary fixed instant, the same in each run.
     *
     * @return the clock
     */
    public static VirtualClock create() {
        return startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    }

    /**
     * Returns a clock that starts at this instant.
     *
     * @param start the instant
     * @return the clock
     */
    public static VirtualClock startingAt(Instant start) {
        return new VirtualClock(new Present(Objects.requireNonNull(start, "start")), ZoneOffset.UTC);
    }

    /**
     * Moves the time on.
     *
     * @param time how far, not negative
     * @return the instant that is now present
     * @throws IllegalArgumentException if the time is negative
     */
    public Instant advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Time goes forward only, but was to go by " + time + ".");
        }
        return present.advance(time);
    }

    @Override
    public Instant instant() {
        return present.instant;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new VirtualClock(present, other);
    }

    /** The time that clocks of several zones share. */
    private static final class Present {
        private volatile Instant instant;

        Present(Instant instant) {
            this.instant = instant;
        }

        synchronized Instant advance(Duration time) {
            Instant later = instant.plus(time);
            instant = later;
            return later;
        }
    }
}
