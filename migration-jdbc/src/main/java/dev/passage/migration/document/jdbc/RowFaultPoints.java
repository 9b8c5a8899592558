package dev.passage.migration.document.jdbc;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * Where the writing of a row can be broken by a test (T2).
 *
 * @since 0.1.0
 */
public final class RowFaultPoints {

    /** The row is written and not committed. */
    public static final FaultPoint WRITTEN = FaultPoint.named("document.row.written");

    /** The row is committed, and the caller does not know. */
    public static final FaultPoint COMMITTED = FaultPoint.named("document.row.committed");

    private RowFaultPoints() {}

    /**
     * Returns every point of the writing of a row.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(WRITTEN, COMMITTED);
    }
}
