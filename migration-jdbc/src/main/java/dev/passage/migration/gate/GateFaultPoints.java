package dev.passage.migration.gate;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of gate and fence at which a test can break a move (T2): before each commit, and right after it.
 *
 * @since 0.1.0
 */
public final class GateFaultPoints {
    /** A fence is about to be raised, nothing is committed. */
    public static final FaultPoint FENCE_WRITTEN = FaultPoint.named("gate.fence.written");
    /** A fence was raised. */
    public static final FaultPoint FENCE_COMMITTED = FaultPoint.named("gate.fence.committed");
    /** A fence was taken away, since the migration is about to end. */
    public static final FaultPoint FENCE_RETIRED = FaultPoint.named("gate.fence.retired");
    /** A gate is about to be closed, nothing is committed. */
    public static final FaultPoint CLOSE_WRITTEN = FaultPoint.named("gate.close.written");
    /** A gate was closed. */
    public static final FaultPoint CLOSE_COMMITTED = FaultPoint.named("gate.close.committed");
    /** The deadline of a closed gate is about to be prolonged, nothing is committed. */
    public static final FaultPoint EXTEND_WRITTEN = FaultPoint.named("gate.extend.written");
    /** The deadline of a closed gate was prolonged. */
    public static final FaultPoint EXTEND_COMMITTED = FaultPoint.named("gate.extend.committed");
    /** A closed gate is about to be opened again, nothing is committed. */
    public static final FaultPoint REOPEN_WRITTEN = FaultPoint.named("gate.reopen.written");
    /** A closed gate was opened again. */
    public static final FaultPoint REOPEN_COMMITTED = FaultPoint.named("gate.reopen.committed");
    /** Authority is about to leave this side, nothing is committed. */
    public static final FaultPoint DECIDE_WRITTEN = FaultPoint.named("gate.decide.written");
    /** Authority has left this side: the one commit point of a move. */
    public static final FaultPoint DECIDE_COMMITTED = FaultPoint.named("gate.decide.committed");
    /** The new side is about to be opened, nothing is committed. */
    public static final FaultPoint OPEN_WRITTEN = FaultPoint.named("gate.open.written");
    /** The new side was opened. */
    public static final FaultPoint OPEN_COMMITTED = FaultPoint.named("gate.open.committed");

    private GateFaultPoints() {}

    /**
     * Returns every point of gate and fence.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                FENCE_WRITTEN,
                FENCE_COMMITTED,
                FENCE_RETIRED,
                CLOSE_WRITTEN,
                CLOSE_COMMITTED,
                EXTEND_WRITTEN,
                EXTEND_COMMITTED,
                REOPEN_WRITTEN,
                REOPEN_COMMITTED,
                DECIDE_WRITTEN,
                DECIDE_COMMITTED,
                OPEN_WRITTEN,
                OPEN_COMMITTED);
    }
}
