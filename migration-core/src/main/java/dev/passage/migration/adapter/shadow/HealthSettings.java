package dev.passage.migration.adapter.shadow;

import java.time.Duration;
import java.util.Objects;

/**
 * How the new adapter is watched.
 *
 * @param window how far the sliding window reaches back, 1 second to 1 hour
 * @param slowerThan from which duration on a call is slow
 * @param concurrent how many shadow calls may run at once, 1 or more
 * @since 0.1.0
 */
public record HealthSettings(Duration window, Duration slowerThan, int concurrent) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of range
     */
    public HealthSettings {
        Objects.requireNonNull(slowerThan, "slowerThan");
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("The window must reach back 1 second to 1 hour, not " + window + ".");
        }
        if (concurrent < 1) {
            throw new IllegalArgumentException(
                    "At least 1 shadow call must be allowed at once, not " + concurrent + ".");
        }
    }
}
