package dev.passage.migration.journal.jdbc;

import dev.passage.migration.fault.FaultPoint;
import java.util.List;

/**
 * The points of the journal at which a test can make something go wrong (T2).
 *
 * @since 0.1.0
 */
public final class JournalFaultPoints {

    /** The head of a migration is locked for an append or a request, and nothing is written. */
    public static final FaultPoint APPEND_LOCKED = FaultPoint.named("journal.append.locked");

    /** Records and head of an append or a request are written, and not committed. */
    public static final FaultPoint APPEND_WRITTEN = FaultPoint.named("journal.append.written");

    /** An append or a request is committed, and the caller does not know. */
    public static final FaultPoint APPEND_COMMITTED = FaultPoint.named("journal.append.committed");

    /** A new migration is written, and not committed. */
    public static final FaultPoint CREATE_WRITTEN = FaultPoint.named("journal.create.written");

    /** A new migration is committed, and the caller does not know. */
    public static final FaultPoint CREATE_COMMITTED = FaultPoint.named("journal.create.committed");

    /** A lease is taken, prolonged or given back, and not committed. */
    public static final FaultPoint LEASE_WRITTEN = FaultPoint.named("journal.lease.written");

    /** A lease is taken, prolonged or given back and committed, and the caller does not know. */
    public static final FaultPoint LEASE_COMMITTED = FaultPoint.named("journal.lease.committed");

    private JournalFaultPoints() {}

    /**
     * Returns all points of this package.
     *
     * @return the points
     */
    public static List<FaultPoint> all() {
        return List.of(
                APPEND_LOCKED,
                APPEND_WRITTEN,
                APPEND_COMMITTED,
                CREATE_WRITTEN,
                CREATE_COMMITTED,
                LEASE_WRITTEN,
                LEASE_COMMITTED);
    }
}
