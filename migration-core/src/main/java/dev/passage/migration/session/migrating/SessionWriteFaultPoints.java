package dev.passage.migration.session.migrating;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of a host's write at which a test can break it (T2).
 *
 * @since 0.1.0
 */
public final class SessionWriteFaultPoints {
    /** The owner has stored the write, the other store not yet. */
    public static final FaultPoint OWNER_WRITTEN = FaultPoint.named("session.write.owner-written");
    /** The other store missed the write, and nothing says so yet. */
    public static final FaultPoint SECOND_FAILED = FaultPoint.named("session.write.second-failed");
    /** The owner knows that the other store missed the write. */
    public static final FaultPoint REPAIR_NOTED = FaultPoint.named("session.write.repair-noted");

    private SessionWriteFaultPoints() {}

    /**
     * Returns every point of a host's write.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(OWNER_WRITTEN, SECOND_FAILED, REPAIR_NOTED);
    }
}
