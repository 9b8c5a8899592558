package dev.passage.migration.session.move;

import java.time.Duration;
import java.util.Objects;

/**
 * Asks for the move of a host's sessions from one store to another (S2, S4), with zero downtime if not said otherwise.
 *
 * <pre>{@code
 * SessionMove.of("web")
 *         .shadowing(Duration.ofHours(1), 10)   // one read in ten is compared for an hour
 *         .observingLive(Duration.ofHours(4))
 *         .rampingDown(Duration.ofDays(1))      // the way back is open, and the old store is not read
 *         .keepingSource(Duration.ofDays(7));
 * }</pre>
 *
 * @param store the name of the migrating store
 * @param standard whether writes wait while the sessions are copied, instead of going to both stores
 * @param batch about how many sessions are copied at once
 * @param samplePercent how many of a hundred reads are compared
 * @param shadowed for how long reads are compared before the target owns the sessions
 * @param live for how long they are compared after it does
 * @param rampedDown for how long the source is still written then
 * @param keepsSource how long after that the source's sessions are kept
 * @param retiresSource whether they are removed then
 * @since 0.1.0
 */
public record SessionMove(
        String store,
        boolean standard,
        int batch,
        int samplePercent,
        Duration shadowed,
        Duration live,
        Duration rampedDown,
        Duration keepsSource,
        boolean retiresSource) {
    private static final int MOST_BATCH = 10_000;
    private static final int ALL_PERCENT = 100;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a time is negative, the batch not from 1 to 10,000 or the sample not from 0 to 100
     */
    public SessionMove {
        Objects.requireNonNull(store, "store");
        if (batch < 1 || batch > MOST_BATCH) {
            throw new IllegalArgumentException("A batch has 1 to " + MOST_BATCH + " sessions, not " + batch + ".");
        }
        if (samplePercent < 0 || samplePercent > ALL_PERCENT) {
            throw new IllegalArgumentException("A sample is from 0 to 100 percent, not " + samplePercent + ".");
        }
        if (shadowed.isNegative() || live.isNegative() || rampedDown.isNegative() || keepsSource.isNegative()) {
            throw new IllegalArgumentException("The times of a move of sessions must not be negative.");
        }
    }

    /**
     * Asks for a move with zero downtime: batches of 100, one read in ten compared for ten minutes before the switch and ten after,
     * the old store written for a day and kept for seven more.
     *
     * @param store the name of the migrating store
     * @return the request
     */
    public static SessionMove of(String store) {
        return new SessionMove(
                store,
                false,
                100,
                10,
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofDays(1),
                Duration.ofDays(7),
                true);
    }

    /**
     * Asks for the standard way: hold writes, copy, switch. Needs no room for double writes, and lets callers wait.
     *
     * @return the request
     */
    public SessionMove holdingWrites() {
        return new SessionMove(
                store, true, batch, samplePercent, shadowed, live, rampedDown, keepsSource, retiresSource);
    }

    /**
     * Sets how many sessions are copied at once; tunable while it runs.
     *
     * @param sessions 1 to 10,000
     * @return the request
     */
    public SessionMove inBatchesOf(int sessions) {
        return new SessionMove(
                store, standard, sessions, samplePercent, shadowed, live, rampedDown, keepsSource, retiresSource);
    }

    /**
     * Sets how reads are compared before the target owns the sessions.
     *
     * @param time for how long
     * @param percent how many of a hundred
     * @return the request
     */
    public SessionMove shadowing(Duration time, int percent) {
        return new SessionMove(store, standard, batch, percent, time, live, rampedDown, keepsSource, retiresSource);
    }

    /**
     * Sets for how long reads are compared after the target owns the sessions.
     *
     * @param time for how long
     * @return the request
     */
    public SessionMove observingLive(Duration time) {
        return new SessionMove(
                store, standard, batch, samplePercent, shadowed, time, rampedDown, keepsSource, retiresSource);
    }

    /**
     * Sets for how long the source is written when it is no longer read.
     *
     * @param time for how long
     * @return the request
     */
    public SessionMove rampingDown(Duration time) {
        return new SessionMove(store, standard, batch, samplePercent, shadowed, live, time, keepsSource, retiresSource);
    }

    /**
     * Sets how long the source's sessions are kept when it is no longer written. Until then the way back is open.
     *
     * @param time how long
     * @return the request
     */
    public SessionMove keepingSource(Duration time) {
        return new SessionMove(store, standard, batch, samplePercent, shadowed, live, rampedDown, time, retiresSource);
    }

    /**
     * Leaves the source's sessions where they are: the migration completes without its point of no return, and can be rolled back
     * afterwards.
     *
     * @return the request
     */
    public SessionMove leavingSource() {
        return new SessionMove(store, standard, batch, samplePercent, shadowed, live, rampedDown, keepsSource, false);
    }
}
