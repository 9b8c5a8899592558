package dev.passage.migration.document.file;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * Where the writing of a file can be broken by a test (T2).
 *
 * @since 0.1.0
 */
public final class FileFaultPoints {

    /** The new content is on disk under another name; the document is what it was. */
    public static final FaultPoint WRITTEN = FaultPoint.named("document.file.written");

    /** The document has its new content, the folder was not forced to disk. */
    public static final FaultPoint RENAMED = FaultPoint.named("document.file.renamed");

    /** The document was deleted, the folder was not forced to disk. */
    public static final FaultPoint DELETED = FaultPoint.named("document.file.deleted");

    private FileFaultPoints() {}

    /**
     * Returns every point of the writing of a file.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(WRITTEN, RENAMED, DELETED);
    }
}
