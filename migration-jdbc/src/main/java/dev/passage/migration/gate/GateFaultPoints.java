package dev.passage.migration.gate;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of gate and fence at which a test can break a move (T2); each stands right after a commit.
 *
 * @since 0.1.0
 */
public final class GateFaultPoints {
    /** A fence was raised. */
    public static final FaultPoint FENCE_COMMITTED = FaultPoint.named("gate.fence.committed");
    /** A gate was closed. */
    public static final FaultPoint CLOSE_COMMITTED = FaultPoint.named("gate.close.committed");
    /** The deadline of a closed gate was prolonged. */
    public static final FaultPoint EXTEND_COMMITTED = FaultPoint.named("gate.extend.committed");
    /** A closed gate was opened again. */
    public static final FaultPoint REOPEN_COMMITTED = FaultPoint.named("gate.reopen.committed");
    /** Authority has left this side: the one commit point of a move. */
    public static final FaultPoint DECIDE_COMMITTED = FaultPoint.named("gate.decide.committed");
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
                FENCE_COMMITTED, CLOSE_COMMITTED, EXTEND_COMMITTED, REOPEN_COMMITTED, DECIDE_COMMITTED, OPEN_COMMITTED);
    }
}
