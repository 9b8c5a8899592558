package dev.passage.migration.copy;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * Where a copy can be broken by a test (T2).
 *
 * @since 0.1.0
 */
public final class CopyFaultPoints {

    /** The ranges of a table's keys were written down, the commit was not sent. */
    public static final FaultPoint RANGES_BEFORE_COMMIT = FaultPoint.named("copy.ranges.before-commit");

    /** The ranges of a table's keys were committed, none of them is copied yet. */
    public static final FaultPoint RANGES_AFTER_COMMIT = FaultPoint.named("copy.ranges.after-commit");

    /** The ledger was read, nothing is written yet. */
    public static final FaultPoint LEDGER_READ = FaultPoint.named("copy.ledger-read");

    /** The rows of a chunk were sent, its ledger row was not. */
    public static final FaultPoint CHUNK_ROWS_SENT = FaultPoint.named("copy.chunk.rows-sent");

    /** Rows and ledger row were sent, the commit was not. */
    public static final FaultPoint CHUNK_BEFORE_COMMIT = FaultPoint.named("copy.chunk.before-commit");

    /** A chunk was committed, nobody was told yet. */
    public static final FaultPoint CHUNK_AFTER_COMMIT = FaultPoint.named("copy.chunk.after-commit");

    /** A batch of postponed foreign keys was written, the commit was not sent. */
    public static final FaultPoint LINK_BEFORE_COMMIT = FaultPoint.named("copy.link.before-commit");

    /** A batch of postponed foreign keys was committed. */
    public static final FaultPoint LINK_AFTER_COMMIT = FaultPoint.named("copy.link.after-commit");

    /** A batch of rows was deleted, the commit was not sent. */
    public static final FaultPoint ERASE_BEFORE_COMMIT = FaultPoint.named("copy.erase.before-commit");

    /** A batch of rows was deleted and committed. */
    public static final FaultPoint ERASE_AFTER_COMMIT = FaultPoint.named("copy.erase.after-commit");

    /** A sequence was carried on, the next was not. */
    public static final FaultPoint SEQUENCE_CARRIED = FaultPoint.named("copy.sequence.carried");

    private CopyFaultPoints() {}

    /**
     * Returns every point of a copy.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                RANGES_BEFORE_COMMIT,
                RANGES_AFTER_COMMIT,
                LEDGER_READ,
                CHUNK_ROWS_SENT,
                CHUNK_BEFORE_COMMIT,
                CHUNK_AFTER_COMMIT,
                LINK_BEFORE_COMMIT,
                LINK_AFTER_COMMIT,
                ERASE_BEFORE_COMMIT,
                ERASE_AFTER_COMMIT,
                SEQUENCE_CARRIED);
    }
}
