package dev.passage.migration.session.migrating;

import java.util.List;

/**
 * What the comparison of reads has found since the stage was entered, at one instance (S4). Immutable.
 *
 * @param epoch the epoch under which the stage was entered
 * @param comparisons how many reads were compared to an end
 * @param mismatches how many of them differed, looked at twice
 * @param unfinished how many could not be compared: written meanwhile, the other store down, or too many at once
 * @param latest the last mismatches, without values
 * @since 0.1.0
 */
public record ShadowReport(long epoch, long comparisons, long mismatches, long unfinished, List<Mismatch> latest) {

    /** Copies the list. */
    public ShadowReport {
        latest = List.copyOf(latest);
    }

    /**
     * A read that differed.
     *
     * @param session the fingerprint of the session
     * @param difference what differed, without any value
     * @since 0.1.0
     */
    public record Mismatch(String session, String difference) {}
}
