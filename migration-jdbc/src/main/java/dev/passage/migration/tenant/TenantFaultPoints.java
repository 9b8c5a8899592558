package dev.passage.migration.tenant;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of a move at which a test can break it (T2), beside those of gate, copy and verification.
 *
 * @since 0.1.0
 */
public final class TenantFaultPoints {
    /** A table was created on the target, others perhaps not. */
    public static final FaultPoint TABLE_CREATED = FaultPoint.named("tenant.prepare.table-created");
    /** Everything is copied, nothing of that is journaled. */
    public static final FaultPoint COPIED = FaultPoint.named("tenant.copied");
    /** Both sides were found the same, nothing is decided. */
    public static final FaultPoint VERIFIED = FaultPoint.named("tenant.verified");
    /** The new side is open, the route not changed. */
    public static final FaultPoint SWITCH_OPENED = FaultPoint.named("tenant.switch.opened");
    /** The route is changed, nothing of that is journaled. */
    public static final FaultPoint SWITCH_ROUTED = FaultPoint.named("tenant.switch.routed");
    /** On the way back the target's writes are held. */
    public static final FaultPoint BACK_HELD = FaultPoint.named("tenant.back.held");
    /** On the way back the source has every write. */
    public static final FaultPoint BACK_RECONCILED = FaultPoint.named("tenant.back.reconciled");
    /** On the way back both sides were found the same, nothing is decided. */
    public static final FaultPoint BACK_VERIFIED = FaultPoint.named("tenant.back.verified");

    private TenantFaultPoints() {}

    /**
     * Returns every point of the move itself.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                TABLE_CREATED,
                COPIED,
                VERIFIED,
                SWITCH_OPENED,
                SWITCH_ROUTED,
                BACK_HELD,
                BACK_RECONCILED,
                BACK_VERIFIED);
    }
}
