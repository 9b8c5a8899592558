package dev.passage.migration.tenant;

import dev.passage.migration.copy.ChunkSize;
import java.time.Duration;
import java.util.Objects;

/**
 * How the host lets rows be copied.
 *
 * @param streams how many tables and ranges of tables at the same time, 1 to 64
 * @param ranges into how many ranges of its keys a big table is divided, 1 to as many as streams
 * @param snapshot for how long one snapshot of the source is held, longer than zero
 */
record CopySettings(int streams, int ranges, Duration snapshot) {
    static final CopySettings USUAL = new CopySettings(1, 1, ChunkSize.USUAL.snapshot());

    private static final int MOST_STREAMS = 64;

    CopySettings {
        Objects.requireNonNull(snapshot, "snapshot");
        if (streams < 1 || streams > MOST_STREAMS) {
            throw new IllegalArgumentException(
                    "1 to " + MOST_STREAMS + " streams copy at the same time, but was given " + streams + ".");
        }
        if (ranges < 1 || ranges > streams) {
            throw new IllegalArgumentException("A table that " + streams + " streams copy is divided into 1 to "
                    + streams + " ranges, but was given " + ranges + ". Ask for as many streams as ranges, or more.");
        }
        if (snapshot.isZero() || snapshot.isNegative()) {
            throw new IllegalArgumentException(
                    "A snapshot is held for longer than zero, but was given " + snapshot + ".");
        }
    }

    /** Into how many ranges a table is divided: each has the rows of a chunk at least. */
    int rangesOf(long rows, int chunkRows) {
        return (int) Math.max(1, Math.min(ranges, rows / chunkRows));
    }

    ChunkSize chunksOf(int rows) {
        return new ChunkSize(rows, ChunkSize.USUAL.bytes(), snapshot);
    }
}
