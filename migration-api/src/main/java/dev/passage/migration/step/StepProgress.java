package dev.passage.migration.step;

/**
 * Where a step reports how far it is (X7). Safe for use by several threads; cheap enough to call for each chunk. Reports are
 * sampled: not each reaches a listener or the journal.
 *
 * @since 0.1.0
 */
public interface StepProgress {

    /**
     * Says how many units there are in all.
     *
     * @param units number of units, not negative
     * @param unit what a unit is, in the plural, for example {@code rows}
     */
    void total(long units, String unit);

    /**
     * Says how many units are done, in all and not since the last report.
     *
     * @param units number of units, not negative
     */
    void done(long units);

    /**
     * Says what is being worked on, for example {@code table vehicles}.
     *
     * @param what a few words, without values of users' rows
     */
    void now(String what);
}
