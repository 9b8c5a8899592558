package dev.passage.migration.adapter.shadow;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The calls that have begun and not come back, in a fixed number of slots chosen by chance: a call whose slot is taken is not watched,
 * which costs a hang its notice only when as many hang already. Safe for use by several threads.
 */
final class RunningCalls {
    private static final int SLOTS = 1_024;
    private static final int UNWATCHED = -1;

    private final AtomicLongArray starts = new AtomicLongArray(SLOTS);

    int begin(long start) {
        int slot = ThreadLocalRandom.current().nextInt(SLOTS);
        return starts.compareAndSet(slot, 0, start == 0 ? 1 : start) ? slot : UNWATCHED;
    }

    void end(int slot) {
        if (slot != UNWATCHED) {
            starts.setRelease(slot, 0);
        }
    }

    /** How many began longer ago than that. */
    long runningLongerThan(long nanos, long now) {
        long count = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            long start = starts.get(slot);
            if (start != 0 && now - start > nanos) {
                count++;
            }
        }
        return count;
    }
}
