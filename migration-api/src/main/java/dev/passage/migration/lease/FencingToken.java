package dev.passage.migration.lease;

/**
 * A number that only grows with each change of hands; whoever holds a smaller one than a database has seen is refused
 * there, even if it wakes up long after its lease has passed (X2).
 *
 * <p>Source of the idea: fencing tokens as described by M. Kleppmann, "How to do distributed locking" (2016).
 *
 * @param value 0 for "nobody yet", else 1 or more
 * @since 0.1.0
 */
public record FencingToken(long value) implements Comparable<FencingToken> {

    /** The token of records that are written without a lease, such as requests. */
    public static final FencingToken NONE = new FencingToken(0);

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FencingToken {
        if (value < 0) {
            throw new IllegalArgumentException("A fencing token must not be negative, but was " + value + ".");
        }
    }

    /**
     * Returns the token with this number.
     *
     * @param value 0 or more
     * @return the token
     */
    public static FencingToken of(long value) {
        return new FencingToken(value);
    }

    @Override
    public int compareTo(FencingToken other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
