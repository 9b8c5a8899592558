package dev.passage.migration.adapter.switching;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of an adapter switch at which a test can break it (T2). {@code kill -9} at any of them has exactly one continuation.
 *
 * @since 0.1.0
 */
public final class AdapterFaultPoints {
    /** The adapters are looked at; no stage is changed. */
    public static final FaultPoint CHECKED = FaultPoint.named("adapter.checked");
    /** A stage is about to be stored. */
    public static final FaultPoint BEFORE_STAGE = FaultPoint.named("adapter.stage.before-stored");
    /** A stage is stored in the journal; no instance follows it yet. */
    public static final FaultPoint STAGE_STORED = FaultPoint.named("adapter.stage.stored");
    /** This instance follows a stage, others perhaps not. */
    public static final FaultPoint STAGE_FOLLOWED = FaultPoint.named("adapter.stage.followed");
    /** The rates of a stage were judged and are within their bounds. */
    public static final FaultPoint JUDGED = FaultPoint.named("adapter.stage.judged");
    /** A breach is found; the stage before is not stored yet. */
    public static final FaultPoint BREACHED = FaultPoint.named("adapter.breached");
    /** The stage before is stored after a breach; nobody has been asked yet. */
    public static final FaultPoint STEPPED_BACK = FaultPoint.named("adapter.stepped-back");
    /** The old adapter answers again on the way back. */
    public static final FaultPoint BACK_TO_OLD = FaultPoint.named("adapter.back.old");
    /** The old adapter is let go. */
    public static final FaultPoint RETIRED = FaultPoint.named("adapter.retired");

    private AdapterFaultPoints() {}

    /**
     * Returns every point of an adapter switch.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                CHECKED,
                BEFORE_STAGE,
                STAGE_STORED,
                STAGE_FOLLOWED,
                JUDGED,
                BREACHED,
                STEPPED_BACK,
                BACK_TO_OLD,
                RETIRED);
    }
}
