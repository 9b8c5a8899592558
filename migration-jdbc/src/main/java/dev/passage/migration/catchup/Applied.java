package dev.passage.migration.catchup;

import java.time.Duration;
import java.util.Objects;

/**
 * What one round of catching up found.
 *
 * @param entries how many entries had waited, 0 or more: the lag when the round began
 * @param keys how many rows they named
 * @param isAll whether nothing else had waited when it began, so that nothing waits now if nobody has written since
 * @param took how long the round took
 * @since 0.1.0
 */
public record Applied(long entries, long keys, boolean isAll, Duration took) {

    /** Checks that the duration is given. */
    public Applied {
        Objects.requireNonNull(took, "took");
    }

    /**
     * Tells whether so little had waited that the rest can be brought while writers wait.
     *
     * @param fewEntries up to how many entries are little in any case
     * @param shortTime how long a round may take that brings more
     * @return whether it is little
     */
    public boolean isSmall(long fewEntries, Duration shortTime) {
        return entries <= fewEntries ? took.compareTo(shortTime.multipliedBy(2)) <= 0 : took.compareTo(shortTime) <= 0;
    }
}
