package dev.passage.migration.verify;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * Where a verification can be broken by a test (T2).
 *
 * @since 0.1.0
 */
public final class VerifyFaultPoints {

    /** The source of a table was read, the target was not. */
    public static final FaultPoint SOURCE_READ = FaultPoint.named("verify.source-read");

    /** Both sides of a table were read. */
    public static final FaultPoint TABLE_READ = FaultPoint.named("verify.table-read");

    private VerifyFaultPoints() {}

    /**
     * Returns every point of a verification.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(SOURCE_READ, TABLE_READ);
    }
}
