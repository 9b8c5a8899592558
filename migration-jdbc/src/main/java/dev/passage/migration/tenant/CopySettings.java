package dev.passage.migration.tenant;

import dev.passage.migration.copy.ChunkSize;
import java.time.Duration;
import java.util.Objects;

/**
 * How the host lets rows be copied.
 *
 * @param streams how many tables at the same time, 1 to 64
 * @param snapshot for how long one snapshot of the source is held, longer than zero
 */
record CopySettings(int streams, Duration snapshot) {
    static final CopySettings USUAL = new CopySettings(1, ChunkSize.USUAL.snapshot());

    private static final int MOST_STREAMS = 64;

    CopySettings {
        Objects.requireNonNull(snapshot, "snapshot");
        if (streams < 1 || streams > MOST_STREAMS) {
            throw new IllegalArgumentException(
                    "1 to " + MOST_STREAMS + " tables are copied at the same time, but was given " + streams + ".");
        }
        if (snapshot.isZero() || snapshot.isNegative()) {
            throw new IllegalArgumentException(
                    "A snapshot is held for longer than zero, but was given " + snapshot + ".");
        }
    }

    ChunkSize chunksOf(int rows) {
        return new ChunkSize(rows, ChunkSize.USUAL.bytes(), snapshot);
    }
}
