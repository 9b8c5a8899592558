package dev.passage.migration.status;

import java.time.Duration;
import java.util.Objects;

/**
 * How a migration ended (X8), or where it stood when it was last looked at.
 *
 * @param status where it stands
 * @param duration from its start to its end, waits included
 * @since 0.1.0
 */
public record MigrationResult(MigrationStatus status, Duration duration) {

    /** Checks that both parts are given. */
    public MigrationResult {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(duration, "duration");
    }

    /**
     * Returns the state in which it ended.
     *
     * @return the state
     */
    public MigrationState state() {
        return status.state();
    }

    /**
     * Tells whether all steps are finished and every check passed.
     *
     * @return whether it is completed
     */
    public boolean isCompleted() {
        return status.state() == MigrationState.COMPLETED;
    }
}
