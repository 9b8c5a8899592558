package dev.passage.migration.catchup;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of catching up at which a test can break a move (T2).
 *
 * @since 0.1.0
 */
public final class CatchUpFaultPoints {
    /** Entries and the rows that they name were read. */
    public static final FaultPoint ROWS_READ = FaultPoint.named("catchup.rows-read");
    /** Rows were changed on the other side, the commit was not sent. */
    public static final FaultPoint BEFORE_COMMIT = FaultPoint.named("catchup.before-commit");
    /** Rows were changed on the other side and committed, their entries are still there. */
    public static final FaultPoint AFTER_COMMIT = FaultPoint.named("catchup.after-commit");

    /** Rows of which a person has to decide were parked, and nobody was asked yet. */
    public static final FaultPoint CONFLICTS_PARKED = FaultPoint.named("catchup.conflicts-parked");
    /** What a person has decided was committed, and nothing done by it. */
    public static final FaultPoint CONFLICT_DECIDED = FaultPoint.named("catchup.conflict-decided");

    /** Keys of rows that differ are noted, others perhaps not. */
    public static final FaultPoint DIFFERENCES_NOTED = FaultPoint.named("catchup.differences-noted");

    private CatchUpFaultPoints() {}

    /**
     * Returns every point of catching up.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(ROWS_READ, BEFORE_COMMIT, AFTER_COMMIT, CONFLICTS_PARKED, CONFLICT_DECIDED, DIFFERENCES_NOTED);
    }
}
