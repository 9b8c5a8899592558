package dev.passage.migration.tenant;

import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.catchup.RowReconciler;
import dev.passage.migration.copy.DatabaseFailures;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Sets up again a way back that was not kept, while writers go on (R3): the target notes its changes anew, and then the key of each row
 * that differs is noted as well. From there on it is the way back that was kept. That it is half done stands in the journal, since
 * triggers alone do not tell that writes from before them are missing.
 */
final class WayBackRenewal {
    private static final String STATE = "way back";
    private static final String BEGUN = "being set up again";
    private static final String DONE = "set up again";

    private final MoveSteps steps;
    private final Conflicts conflicts;

    WayBackRenewal(MoveSteps steps, Conflicts conflicts) {
        this.steps = steps;
        this.conflicts = conflicts;
    }

    /** Whether the target has writes that nobody has noted. */
    boolean isNeeded() throws SQLException {
        boolean begun = steps.context().checkpoint(STATE).filter(BEGUN::equals).isPresent();
        return begun || !steps.feeds().of(true).isArmed();
    }

    /** Notes every such write, and brings it; returns false when it was asked to stop. */
    boolean renew() throws SQLException {
        steps.context().checkpoint(STATE, BEGUN);
        // Times of changes are not known any more, so that nothing can be judged by them.
        LiveFollowing.forget(steps);
        arm();
        TenantFaultPoints.BACK_ARMED.reached();
        try (LiveFollowing following = LiveFollowing.back(steps, conflicts)) {
            RowReconciler reconciler =
                    new RowReconciler(following.applier(), steps.guard(true)::check, steps.counting(0, 0));
            if (!reconciler.reconcile()) {
                return false;
            }
            TenantFaultPoints.BACK_NOTED.reached();
            steps.context().checkpoint(STATE, DONE);
            steps.context()
                    .note(
                            "way back set up again",
                            String.format(Locale.ENGLISH, "%,d rows differed", reconciler.noted()));
            return following.untilLittleWaits();
        }
    }

    private void arm() throws SQLException {
        try {
            steps.feeds().of(true).arm();
        } catch (SQLException refused) {
            if (Privileges.isRefusal(refused)) {
                throw DatabaseFailures.of(
                        "Creating triggers again on " + steps.move().target(),
                        refused,
                        steps.layout().target());
            }
            throw refused;
        }
    }
}
