package dev.passage.migration.capture;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of change capture at which a test can break a move (T2).
 *
 * @since 0.1.0
 */
public final class CaptureFaultPoints {
    /** The triggers of one table were created. */
    public static final FaultPoint TABLE_ARMED = FaultPoint.named("capture.table.armed");
    /** Entries were read. */
    public static final FaultPoint POLLED = FaultPoint.named("capture.polled");
    /** Entries are about to be removed, nothing is committed. */
    public static final FaultPoint ACKNOWLEDGE_WRITTEN = FaultPoint.named("capture.acknowledge.written");
    /** Entries were removed. */
    public static final FaultPoint ACKNOWLEDGE_COMMITTED = FaultPoint.named("capture.acknowledge.committed");
    /** The triggers of one table were dropped. */
    public static final FaultPoint TABLE_DISARMED = FaultPoint.named("capture.table.disarmed");

    private CaptureFaultPoints() {}

    /**
     * Returns every point of change capture.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(TABLE_ARMED, POLLED, ACKNOWLEDGE_WRITTEN, ACKNOWLEDGE_COMMITTED, TABLE_DISARMED);
    }
}
