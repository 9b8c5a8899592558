package dev.passage.migration.copy;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;

/** Compares how many rows passed with how many a database counts. */
final class StreamCounts {

    private StreamCounts() {}

    static void check(TableRoute route, long streamed, long counted) {
        if (streamed != counted) {
            throw StepFailedException.retryable(
                    FailureKind.STEP_FAILED,
                    "Of table \"" + route.name() + "\" " + streamed + " rows were read, but the source counts "
                            + counted + " in the same snapshot.",
                    "Resume the migration; if it happens again, check the table's indexes on the source.");
        }
    }

    static void checkStored(TableRoute route, long sent, long stored) {
        if (sent != stored) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Table \"" + route.name() + "\" of the target stored " + stored + " of " + sent
                            + " rows: a trigger or rule there left rows out.",
                    "Disable it for the time of the migration, then plan again.");
        }
    }
}
