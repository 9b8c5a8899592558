package dev.passage.migration.config;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * Where an upgrade of documents can be broken by a test (T2).
 *
 * @since 0.1.0
 */
public final class ConfigFaultPoints {

    /** The bytes of a document are kept, the way back is not. */
    public static final FaultPoint ORIGINAL_KEPT = FaultPoint.named("config.original-kept");

    /** The way back is written, the document is what it was. */
    public static final FaultPoint UNDO_KEPT = FaultPoint.named("config.undo-kept");

    /** The document has its new content, nobody was told yet. */
    public static final FaultPoint REPLACED = FaultPoint.named("config.replaced");

    /** The cursor was journaled. */
    public static final FaultPoint CURSOR_KEPT = FaultPoint.named("config.cursor-kept");

    /** The document is what it was, its backup is still there. */
    public static final FaultPoint RESTORED = FaultPoint.named("config.restored");

    /** The bytes kept of a document are deleted, its way back is not. */
    public static final FaultPoint ORIGINAL_FORGOTTEN = FaultPoint.named("config.original-forgotten");

    /** The backup of a document is deleted. */
    public static final FaultPoint UNDO_FORGOTTEN = FaultPoint.named("config.undo-forgotten");

    private ConfigFaultPoints() {}

    /**
     * Returns every point of an upgrade of documents.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(ORIGINAL_KEPT, UNDO_KEPT, REPLACED, CURSOR_KEPT, RESTORED, ORIGINAL_FORGOTTEN, UNDO_FORGOTTEN);
    }
}
