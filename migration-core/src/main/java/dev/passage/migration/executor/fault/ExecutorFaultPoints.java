package dev.passage.migration.executor.fault;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of the executor at which a test can break it (T2). {@code kill -9} at any of them has exactly one continuation.
 *
 * @since 0.1.0
 */
public final class ExecutorFaultPoints {
    /** The lease is taken; nothing is read yet. */
    public static final FaultPoint LEASE_ACQUIRED = FaultPoint.named("executor.lease.acquired");
    /** One participant has raised its fence, others perhaps not. */
    public static final FaultPoint FENCE_RAISED = FaultPoint.named("executor.fence.raised");
    /** The record that this instance took the migration up is stored. */
    public static final FaultPoint TAKEN_UP = FaultPoint.named("executor.taken-up");
    /** About to append to the journal. */
    public static final FaultPoint BEFORE_APPEND = FaultPoint.named("executor.journal.before-append");
    /** The journal has stored the records; this instance does not know yet. */
    public static final FaultPoint AFTER_APPEND = FaultPoint.named("executor.journal.after-append");
    /** The intent of a step is stored; its code has not begun. */
    public static final FaultPoint INTENT_JOURNALED = FaultPoint.named("executor.step.intent-journaled");
    /** The code of a step has returned; nothing of that is stored. */
    public static final FaultPoint EFFECT_DONE = FaultPoint.named("executor.step.effect-done");
    /** The check of a step has passed; nothing of that is stored. */
    public static final FaultPoint CHECK_PASSED = FaultPoint.named("executor.step.check-passed");
    /** The intent of a rollback step is stored; its code has not begun. */
    public static final FaultPoint ROLLBACK_INTENT_JOURNALED = FaultPoint.named("executor.rollback.intent-journaled");
    /** The code of a rollback step has returned; nothing of that is stored. */
    public static final FaultPoint ROLLBACK_EFFECT_DONE = FaultPoint.named("executor.rollback.effect-done");
    /** The direction has been turned; no rollback step has begun. */
    public static final FaultPoint TURNED_BACK = FaultPoint.named("executor.turned-back");
    /** The end is stored; the lease is not given back yet. */
    public static final FaultPoint ENDED = FaultPoint.named("executor.ended");
    /** Participants are retired; the end is not stored yet. */
    public static final FaultPoint RETIRED = FaultPoint.named("executor.retired");

    private ExecutorFaultPoints() {}

    /**
     * Returns every point of the executor.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                LEASE_ACQUIRED,
                FENCE_RAISED,
                TAKEN_UP,
                BEFORE_APPEND,
                AFTER_APPEND,
                INTENT_JOURNALED,
                EFFECT_DONE,
                CHECK_PASSED,
                ROLLBACK_INTENT_JOURNALED,
                ROLLBACK_EFFECT_DONE,
                TURNED_BACK,
                ENDED,
                RETIRED);
    }
}
