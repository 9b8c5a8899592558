package dev.passage.migration.copy;

import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;

/**
 * Turns what a driver throws into words without values: drivers put the values of rows into their messages (H4).
 *
 * @since 0.1.0
 */
public final class DatabaseFailures {

    private DatabaseFailures() {}

    /**
     * Returns the exception for a step.
     *
     * @param doing what failed, for example {@code Writing table vehicles on dedicated}
     * @param failure what the driver threw
     * @param sides the databases that may have refused it, which are asked for the right if one is missing
     * @return the exception, retryable unless trying again cannot help
     */
    public static StepFailedException of(String doing, SQLException failure, Side... sides) {
        SQLException first = failure instanceof BatchUpdateException && failure.getNextException() != null
                ? failure.getNextException()
                : failure;
        String state = first.getSQLState() == null ? "" : first.getSQLState();
        SQLException bare =
                new SQLException("SQLSTATE " + state + ", code " + first.getErrorCode(), state, first.getErrorCode());
        bare.setStackTrace(first.getStackTrace());
        String at = first instanceof UnfitValueException ? ", at " + first.getMessage() + "," : "";
        String problem = doing + at + " failed with SQLSTATE " + state + " (code " + first.getErrorCode() + ")";
        if (state.startsWith("23")) {
            return StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    problem + ": a row violates a constraint there.",
                    "Compare the constraints and the rows of both sides, then plan again.",
                    bare);
        }
        if (state.startsWith("22")) {
            return StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    problem + ": a value does not fit its column.",
                    "Widen the column or correct the row, then plan again.",
                    bare);
        }
        if (Privileges.isRefusal(first)) {
            return StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    problem + ": " + WithheldRights.named(first, List.of(sides)) + ".",
                    "Grant it, then resume.",
                    bare);
        }
        if (state.startsWith("53") || first.getErrorCode() == 1114 || first.getErrorCode() == 1021) {
            return StepFailedException.retryable(
                    FailureKind.INSUFFICIENT_RESOURCES,
                    problem + ".",
                    "Free space or connections there, then resume.",
                    bare);
        }
        boolean unreachable = state.startsWith("08") || state.startsWith("57P") || first.getErrorCode() == 90067;
        return StepFailedException.retryable(
                unreachable ? FailureKind.DEPENDENCY_UNAVAILABLE : FailureKind.STEP_FAILED,
                problem + ".",
                "It is tried again; if it keeps failing, look at the log of that database, then resume.",
                bare);
    }
}
