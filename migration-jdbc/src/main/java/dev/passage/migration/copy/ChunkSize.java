package dev.passage.migration.copy;

import java.time.Duration;
import java.util.Objects;

/**
 * When a chunk ends, and how long one snapshot of the source is read from.
 *
 * @param rows greatest number of rows, 1 to 1,000,000
 * @param bytes greatest size of its rows in canonical form, 1 or more
 * @param snapshot longest time that one snapshot is held on the source, longer than zero
 * @since 0.1.0
 */
public record ChunkSize(int rows, long bytes, Duration snapshot) {

    /** 50,000 rows or 16 MiB, whichever comes first; five minutes. */
    public static final ChunkSize USUAL = new ChunkSize(50_000, 16L << 20, Duration.ofMinutes(5));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ChunkSize {
        Objects.requireNonNull(snapshot, "snapshot");
        if (rows < 1 || rows > 1_000_000 || bytes < 1 || snapshot.isZero() || snapshot.isNegative()) {
            throw new IllegalArgumentException(
                    "A chunk needs 1 to 1,000,000 rows, 1 byte or more and a snapshot longer than"
                            + " zero, but was given " + rows + ", " + bytes + " and " + snapshot + ".");
        }
    }

    /**
     * Returns the same size with another number of rows.
     *
     * @param newRows greatest number of rows, 1 to 1,000,000
     * @return the size
     */
    public ChunkSize withRows(int newRows) {
        return new ChunkSize(newRows, bytes, snapshot);
    }
}
