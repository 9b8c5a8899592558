package dev.passage.migration.session.move;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of a move of sessions at which a test can break it (T2). {@code kill -9} at any of them has exactly one continuation.
 *
 * @since 0.1.0
 */
public final class SessionMoveFaultPoints {
    /** Both stores are looked at; nothing is changed. */
    public static final FaultPoint CHECKED = FaultPoint.named("session.checked");
    /** A stage is about to be stored. */
    public static final FaultPoint BEFORE_STAGE = FaultPoint.named("session.stage.before-stored");
    /** A stage is stored in the journal; the stores know of the one before. */
    public static final FaultPoint STAGE_STORED = FaultPoint.named("session.stage.stored");
    /** The stores refuse the stage before; nothing says so yet. */
    public static final FaultPoint STAGE_FOLLOWED = FaultPoint.named("session.stage.followed");
    /** The journal says that the stage is settled. */
    public static final FaultPoint STAGE_SETTLED = FaultPoint.named("session.stage.settled");
    /** A batch is copied; the place is not stored. */
    public static final FaultPoint BATCH_COPIED = FaultPoint.named("session.copy.batch-copied");
    /** The place of the copy is stored. */
    public static final FaultPoint CURSOR_STORED = FaultPoint.named("session.copy.cursor-stored");
    /** A part of the sessions is compared. */
    public static final FaultPoint PAGE_COMPARED = FaultPoint.named("session.check.page-compared");
    /** The place of the comparison is stored. */
    public static final FaultPoint COMPARISON_STORED = FaultPoint.named("session.check.place-stored");
    /** A part of what a store holds is forgotten. */
    public static final FaultPoint PAGE_FORGOTTEN = FaultPoint.named("session.cleanup.page-forgotten");

    private SessionMoveFaultPoints() {}

    /**
     * Returns every point of a move of sessions.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                CHECKED,
                BEFORE_STAGE,
                STAGE_STORED,
                STAGE_FOLLOWED,
                STAGE_SETTLED,
                BATCH_COPIED,
                CURSOR_STORED,
                PAGE_COMPARED,
                COMPARISON_STORED,
                PAGE_FORGOTTEN);
    }
}
