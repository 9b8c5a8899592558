package dev.passage.migration.tenant;

import dev.passage.migration.catchup.ChangeApplier;
import dev.passage.migration.catchup.FollowedTable;
import dev.passage.migration.catchup.RowReconciler;
import dev.passage.migration.copy.CopyRun;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Makes the tenant's rows of one side like those of the other while nobody writes on either (D14). */
final class HeldRows {
    private final MoveSteps steps;
    private final boolean toTarget;

    HeldRows(MoveSteps steps, boolean toTarget) {
        this.steps = steps;
        this.toTarget = toTarget;
    }

    /** Changes what differs in these tables; returns false when it was asked to stop. */
    boolean reconcile(CopyRun run, Collection<String> differing) throws SQLException {
        List<FollowedTable> tables = toTarget
                ? LiveFollowing.tablesThere(steps)
                : LiveFollowing.tablesBack(steps.layout(), steps.assessedAt());
        List<FollowedTable> compared = tables.stream()
                .filter(table -> differing.contains(table.name()))
                .toList();
        try (ChangeApplier applier = ChangeApplier.whileNobodyWrites(
                run.source(),
                run.target(),
                run.guard(),
                () -> LiveFollowing.mergeShared(steps, run, toTarget),
                tables)) {
            RowReconciler reconciler = new RowReconciler(applier, steps.guard(!toTarget)::check, run.observer());
            if (!reconciler.reconcile(compared)) {
                return false;
            }
            applier.applyAll();
            return true;
        }
    }
}
