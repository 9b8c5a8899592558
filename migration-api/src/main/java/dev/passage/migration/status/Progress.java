package dev.passage.migration.status;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a migration is (X7). A sample: not every change is reported.
 *
 * @param migration the migration
 * @param state where it stands
 * @param step the step that reports, empty when none is running
 * @param activity what is being worked on, may be empty
 * @param unitsDone units done by the step, not negative
 * @param unitsTotal units in all, 0 when unknown
 * @param unit what a unit is, for example {@code rows}
 * @param unitsPerSecond the rate of late, 0 when unknown
 * @param remaining how long the step will take at this rate, empty when unknown
 * @param fraction how much of the whole migration is done, from 0 to 1
 * @since 0.1.0
 */
public record Progress(
        MigrationId migration,
        MigrationState state,
        Optional<StepId> step,
        String activity,
        long unitsDone,
        long unitsTotal,
        String unit,
        double unitsPerSecond,
        Optional<Duration> remaining,
        double fraction) {

    /** Checks that every part is given. */
    public Progress {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(activity, "activity");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(remaining, "remaining");
    }
}
