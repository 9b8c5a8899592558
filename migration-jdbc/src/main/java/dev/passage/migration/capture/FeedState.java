package dev.passage.migration.capture;

import java.time.Duration;
import java.util.Objects;

/**
 * How far the other side is behind.
 *
 * @param entries number of entries that wait, 0 or more
 * @param oldest how long the oldest of them has waited by the database's clock, zero when there is none
 * @since 0.1.0
 */
public record FeedState(long entries, Duration oldest) {

    /** Checks that the duration is given. */
    public FeedState {
        Objects.requireNonNull(oldest, "oldest");
    }
}
