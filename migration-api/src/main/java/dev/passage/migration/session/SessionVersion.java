package dev.passage.migration.session;

import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which of two states of a session is the later one. The number counts the writes at the store that owns the session; no clock takes
 * part, so that instances whose clocks differ agree. Where two stores were written under the same number during a change of owner, the
 * greater lot wins at both.
 *
 * <p>Both parts stay within 53 bits, which every store and its scripts compare exactly.
 *
 * @param number 1 or more for what was written through Passage, 0 for what a host had written before
 * @param lot drawn anew for each write
 * @since 0.1.0
 */
public record SessionVersion(long number, long lot) implements Comparable<SessionVersion> {
    /** The greatest number and lot. */
    public static final long GREATEST = (1L << 53) - 1;

    /** The version of a session that was written before Passage came; everything else is later. */
    public static final SessionVersion UNKNOWN = new SessionVersion(0, 0);

    private static final Comparator<SessionVersion> ORDER =
            Comparator.comparingLong(SessionVersion::number).thenComparingLong(SessionVersion::lot);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a part is negative or greater than {@link #GREATEST}
     */
    public SessionVersion {
        if (number < 0 || number > GREATEST || lot < 0 || lot > GREATEST) {
            throw new IllegalArgumentException(
                    "The parts of a version are from 0 to " + GREATEST + ", not " + number + " and " + lot + ".");
        }
    }

    /**
     * Draws the version of a write that follows a number.
     *
     * @param number the number that it must be greater than
     * @return a version with the next number and a lot of its own
     */
    public static SessionVersion after(long number) {
        return new SessionVersion(number + 1, ThreadLocalRandom.current().nextLong(GREATEST + 1));
    }

    @Override
    public int compareTo(SessionVersion other) {
        return ORDER.compare(this, other);
    }
}
