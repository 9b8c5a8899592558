package dev.passage.migration.value;

import com.dynatrace.hash4j.hashing.Hasher64;

/**
 * Adds up the digests of many rows without an object for each. Used by one thread.
 *
 * @since 0.1.0
 */
public final class DigestSum {
    private static final Hasher64 FIRST = RowDigester.FIRST;
    private static final Hasher64 SECOND = RowDigester.SECOND;

    private long rows;
    private long first;
    private long second;

    /** Begins with no row. */
    public DigestSum() {}

    /**
     * Adds a row in the form that its bytes have.
     *
     * @param bytes holds them
     * @param from where they begin
     * @param length how many
     */
    public void add(byte[] bytes, int from, int length) {
        rows++;
        first += FIRST.hashBytesToLong(bytes, from, length);
        second += SECOND.hashBytesToLong(bytes, from, length);
    }

    /**
     * Returns how many rows were added.
     *
     * @return number of rows
     */
    public long rows() {
        return rows;
    }

    /**
     * Returns the digest of all rows so far.
     *
     * @return the digest
     */
    public ChunkDigest digest() {
        return new ChunkDigest(rows, first, second);
    }
}
