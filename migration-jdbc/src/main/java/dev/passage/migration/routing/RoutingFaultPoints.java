package dev.passage.migration.routing;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of routing at which a test can make something go wrong (T2).
 *
 * @since 0.1.0
 */
public final class RoutingFaultPoints {

    /** A writer holds an open gate, and has not written yet. */
    public static final FaultPoint GATE_ENTERED = FaultPoint.named("routing.gate.entered");

    /** A writer found the gate closed and is about to wait. */
    public static final FaultPoint GATE_CLOSED = FaultPoint.named("routing.gate.closed");

    /** A writer found that its tenant has moved and is about to follow. */
    public static final FaultPoint TENANT_MOVED = FaultPoint.named("routing.tenant.moved");

    private RoutingFaultPoints() {}

    /**
     * Returns all points of this package.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(GATE_ENTERED, GATE_CLOSED, TENANT_MOVED);
    }
}
