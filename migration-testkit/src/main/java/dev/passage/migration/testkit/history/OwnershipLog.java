package dev.passage.migration.testkit.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was seen to accept writes, under which epoch (T6): two sides that are open under one epoch are two owners, whenever each was
 * looked at. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class OwnershipLog {
    private final Map<Long, String> openUnder = new HashMap<>();
    private final Map<String, Long> lastEpoch = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    /** Creates an empty log. */
    public OwnershipLog() {}

    /**
     * Adds what was seen of one side.
     *
     * @param side the name of the side
     * @param open whether it accepts writes
     * @param epoch the epoch of its gate
     */
    public synchronized void seen(String side, boolean open, long epoch) {
        Long before = lastEpoch.put(side, epoch);
        if (before != null && before > epoch) {
            violations.add("The epoch of " + side + " went back from " + before + " to " + epoch + ".");
        }
        if (open) {
            String other = openUnder.putIfAbsent(epoch, side);
            if (other != null && !other.equals(side)) {
                violations.add("Both " + other + " and " + side + " were open under epoch " + epoch + ".");
            }
        }
    }

    /**
     * Returns what must never be.
     *
     * @return each violation in words
     */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
