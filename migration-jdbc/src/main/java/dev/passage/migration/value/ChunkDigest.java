package dev.passage.migration.value;

/**
 * The digest of a set of rows: their number and, modulo 2<sup>64</sup>, the sums of their two hashes. It does not depend on the
 * order of the rows, and two equal rows do not cancel out.
 *
 * @param rows number of rows
 * @param first sum of the hashes with the first seed
 * @param second sum of the hashes with the second seed
 * @since 0.1.0
 */
public record ChunkDigest(long rows, long first, long second) {

    /** The digest of no rows. */
    public static final ChunkDigest NONE = new ChunkDigest(0, 0, 0);

    /**
     * Returns the digest of both sets together.
     *
     * @param other the other set
     * @return the sum
     */
    public ChunkDigest plus(ChunkDigest other) {
        return new ChunkDigest(rows + other.rows, first + other.first, second + other.second);
    }
}
