package dev.passage.migration.tenant;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of a move at which a test can break it (T2), beside those of gate, copy and verification.
 *
 * @since 0.1.0
 */
public final class TenantFaultPoints {
    /** What the source's rows are after the switch is remembered, nothing of that is journaled. */
    public static final FaultPoint REMEMBERED = FaultPoint.named("tenant.live.remembered");
    /** What was written on the target is on the source as well. */
    public static final FaultPoint FOLLOWED_BACK = FaultPoint.named("tenant.live.followed-back");
    /** The tenant has a gate on the source, tables were perhaps not created. */
    public static final FaultPoint GATE_READY = FaultPoint.named("tenant.prepare.gate-ready");
    /** A table was created on the target, others perhaps not. */
    public static final FaultPoint TABLE_CREATED = FaultPoint.named("tenant.prepare.table-created");
    /** Everything that the move needs exists, nothing of that is journaled. */
    public static final FaultPoint PREPARED = FaultPoint.named("tenant.prepared");
    /** Writers wait, nothing of that is journaled. */
    public static final FaultPoint HELD = FaultPoint.named("tenant.held");
    /** Everything is copied, nothing of that is journaled. */
    public static final FaultPoint COPIED = FaultPoint.named("tenant.copied");
    /** Both sides were found the same, nothing is decided. */
    public static final FaultPoint VERIFIED = FaultPoint.named("tenant.verified");
    /** The new side is open, the route not changed. */
    public static final FaultPoint SWITCH_OPENED = FaultPoint.named("tenant.switch.opened");
    /** The route is changed, nothing of that is journaled. */
    public static final FaultPoint SWITCH_ROUTED = FaultPoint.named("tenant.switch.routed");
    /** The list of chunks is forgotten, nothing of that is journaled. */
    public static final FaultPoint LEDGER_FORGOTTEN = FaultPoint.named("tenant.ledger-forgotten");
    /** Both sides note changes, nothing of that is journaled. */
    public static final FaultPoint ARMED = FaultPoint.named("tenant.live.armed");
    /** The bulk copy of a table is complete. */
    public static final FaultPoint TABLE_COMPLETE = FaultPoint.named("tenant.live.table-complete");
    /** Little waits, nothing of that is journaled. */
    public static final FaultPoint CAUGHT_UP = FaultPoint.named("tenant.live.caught-up");
    /** The gate is about to be closed for the switch. */
    public static final FaultPoint BEFORE_CLOSING = FaultPoint.named("tenant.live.before-closing");
    /** The gate is being closed for the switch, and what was there already is brought. */
    public static final FaultPoint CLOSING = FaultPoint.named("tenant.live.closing");
    /** The gate is closed for the switch, nothing was brought since. */
    public static final FaultPoint CLOSED = FaultPoint.named("tenant.live.closed");
    /** The last changes were brought, whether there are more was not looked at. */
    public static final FaultPoint BROUGHT = FaultPoint.named("tenant.live.brought");
    /** Nothing waits any more. */
    public static final FaultPoint DRAINED = FaultPoint.named("tenant.live.drained");
    /** Everything is ready for the decision. */
    public static final FaultPoint BEFORE_DECIDING = FaultPoint.named("tenant.live.before-deciding");
    /** One side is disarmed, the other perhaps not. */
    public static final FaultPoint DISARMED = FaultPoint.named("tenant.live.disarmed");
    /** On a way back that was not kept the target notes its changes again. */
    public static final FaultPoint BACK_ARMED = FaultPoint.named("tenant.back.armed");
    /** On a way back that was not kept each row that differs is noted, nothing of that is journaled. */
    public static final FaultPoint BACK_NOTED = FaultPoint.named("tenant.back.noted");
    /** On the way back little waits, nothing was compared. */
    public static final FaultPoint BACK_CAUGHT_UP = FaultPoint.named("tenant.back.caught-up");
    /** On the way back the target's writes are held. */
    public static final FaultPoint BACK_HELD = FaultPoint.named("tenant.back.held");
    /** On the way back the source has every write. */
    public static final FaultPoint BACK_RECONCILED = FaultPoint.named("tenant.back.reconciled");
    /** On the way back both sides were found the same, nothing is decided. */
    public static final FaultPoint BACK_VERIFIED = FaultPoint.named("tenant.back.verified");
    /** On the way back the target is empty of the tenant, nothing of that is journaled. */
    public static final FaultPoint BACK_CLEARED = FaultPoint.named("tenant.back.cleared");
    /** On the way back writers are let in on the source, nothing of that is journaled. */
    public static final FaultPoint BACK_RELEASED = FaultPoint.named("tenant.back.released");
    /** On the way back the created tables are gone, nothing of that is journaled. */
    public static final FaultPoint BACK_DROPPED = FaultPoint.named("tenant.back.dropped");

    private TenantFaultPoints() {}

    /**
     * Returns every point of the move itself.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                GATE_READY,
                TABLE_CREATED,
                PREPARED,
                HELD,
                COPIED,
                VERIFIED,
                SWITCH_OPENED,
                SWITCH_ROUTED,
                LEDGER_FORGOTTEN,
                ARMED,
                TABLE_COMPLETE,
                CAUGHT_UP,
                BEFORE_CLOSING,
                CLOSING,
                CLOSED,
                BROUGHT,
                DRAINED,
                BEFORE_DECIDING,
                DISARMED,
                REMEMBERED,
                FOLLOWED_BACK,
                BACK_ARMED,
                BACK_NOTED,
                BACK_CAUGHT_UP,
                BACK_HELD,
                BACK_RECONCILED,
                BACK_VERIFIED,
                BACK_CLEARED,
                BACK_RELEASED,
                BACK_DROPPED);
    }
}
