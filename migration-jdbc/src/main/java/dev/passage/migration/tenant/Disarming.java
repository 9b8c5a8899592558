package dev.passage.migration.tenant;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Removes triggers and logs, for as long as it takes (X12): whoever reads a table, a backup perhaps, keeps its triggers from being
 * dropped. Those do no harm, and a switch must not be turned back for them, so it is tried again every few seconds.
 */
final class Disarming {
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private Disarming() {}

    /** What drops triggers, each under a short lock timeout. */
    @FunctionalInterface
    interface Drop {
        void run() throws SQLException;
    }

    /** Ends noting on both sides. */
    static StepOutcome both(MoveSteps steps) throws SQLException {
        return tried(steps.context(), () -> {
            for (boolean ofTarget : new boolean[] {true, false}) {
                steps.feeds().disarm(ofTarget);
                TenantFaultPoints.DISARMED.reached();
            }
        });
    }

    /** Drops what can be dropped now; the outcome says when to come again if that was not all. */
    static StepOutcome tried(StepContext context, Drop drop) throws SQLException {
        try {
            drop.run();
            return StepOutcome.done();
        } catch (StepFailedException inUse) {
            if (inUse.kind() != FailureKind.TIMEOUT) {
                throw inUse;
            }
            context.note("triggers are still there", String.valueOf(inUse.getMessage()));
            return StepOutcome.again(context.clock().instant().plus(BETWEEN_TRIES));
        }
    }
}
