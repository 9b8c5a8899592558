package dev.passage.migration.copy;

import java.time.Clock;

/**
 * What the copies of one move share.
 *
 * @param source where rows are read
 * @param target where they are written
 * @param ledger what was committed
 * @param guard what is checked first in each writing transaction
 * @param chunk how large a chunk is
 * @param observer who follows
 * @param clock tells how long a snapshot is held
 * @since 0.1.0
 */
public record CopyRun(
        Side source,
        Side target,
        Ledger ledger,
        ChunkGuard guard,
        ChunkSize chunk,
        CopyObserver observer,
        Clock clock) {

    /**
     * Returns the same with another who follows.
     *
     * @param other who follows
     * @return what the copies share
     */
    public CopyRun observedBy(CopyObserver other) {
        return new CopyRun(source, target, ledger, guard, chunk, other, clock);
    }

    CopyRun within(KeyRange range) {
        return new CopyRun(source, target, ledger.of(range), guard, chunk, observer, clock);
    }
}
