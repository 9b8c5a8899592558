package dev.passage.migration.catchup;

import dev.passage.migration.copy.ChunkGuard;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes the other side like the owner, whatever both sides hold (D14, R3): each row of both is compared, and the key of one that differs
 * is noted (ALGORITHMS 1.3, step 5), so that it comes as a change would. As long as there are no more than 200,000 of them they come from
 * one snapshot of the owner, so that no constraint is broken on the way; beyond that what is there first, parents before those that
 * refer to them, then what is gone. Rows that no filter means are never touched.
 *
 * <p>While writers go on, the owner's feed is armed before, so that nothing changes unnoted. Doing it again after a crash is right, and
 * finds less. Used by one thread.
 *
 * @since 0.1.0
 */
public final class RowReconciler {
    private static final int MOST_WAITING = 200_000;

    private final ChangeApplier applier;
    private final ChunkGuard onOwner;
    private final CopyObserver observer;
    private long noted;
    private long waiting;

    /**
     * Creates a reconciler.
     *
     * @param applier brings changes, and knows both sides; a feed is armed, and every table is ready
     * @param onOwner what is checked first in each transaction at the owner
     * @param observer who follows
     */
    public RowReconciler(ChangeApplier applier, ChunkGuard onOwner, CopyObserver observer) {
        this.applier = applier;
        this.onOwner = onOwner;
        this.observer = observer;
    }

    /**
     * Notes what differs, and brings it where that is much; the rest comes when changes are brought next. Blocks until done or stopped.
     *
     * @return whether both sides were compared; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean reconcile() {
        return reconcile(applier.tables());
    }

    /**
     * Notes what differs in some tables, as {@link #reconcile()} does in all.
     *
     * @param some those of the applier's tables in which something may differ, parents first
     * @return whether they were compared; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean reconcile(List<FollowedTable> some) {
        List<FollowedTable> childrenFirst = new ArrayList<>(some);
        Collections.reverse(childrenFirst);
        return compare(some, true) && compare(childrenFirst, false);
    }

    /**
     * Returns how many rows differed.
     *
     * @return the number; one that has changed meanwhile is among them, also when it was noted anyway
     */
    public long noted() {
        return noted;
    }

    private boolean compare(List<FollowedTable> tables, boolean fromOwner) {
        for (FollowedTable table : tables) {
            try {
                compare(table, fromOwner);
            } catch (SQLException failure) {
                throw DatabaseFailures.of(
                        "Comparing table \"" + table.name() + "\"", failure, applier.owner(), applier.other());
            }
            if (observer.stopRequested()) {
                return false;
            }
        }
        return true;
    }

    private void compare(FollowedTable table, boolean fromOwner) throws SQLException {
        RowPairs.read(table, applier.owner(), applier.other(), fromOwner, observer, (rows, found) -> {
            List<List<Object>> keys = new ArrayList<>();
            for (KeyedRow row : rows) {
                KeyedRow there = found.get(row.name());
                // What both sides have was compared when the owner's rows were read.
                if (there == null || (fromOwner && !there.sameAs(row))) {
                    keys.add(row.key());
                }
            }
            note(table, keys);
            observer.written(table.name(), rows.size());
            return !observer.stopRequested();
        });
    }

    private void note(FollowedTable table, List<List<Object>> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        applier.note(table, keys, onOwner);
        CatchUpFaultPoints.DIFFERENCES_NOTED.reached();
        noted += keys.size();
        waiting += keys.size();
        if (waiting >= MOST_WAITING) {
            applier.applyAll();
            waiting = 0;
        }
    }
}
