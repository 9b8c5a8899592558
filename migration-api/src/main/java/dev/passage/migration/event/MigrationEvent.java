package dev.passage.migration.event;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.Progress;
import java.time.Duration;
import java.util.Objects;

/**
 * Something that a listener is told (X7). Events tell what has been journaled; after a crash some may be told again and some
 * never.
 *
 * @since 0.1.0
 */
public sealed interface MigrationEvent {

    /**
     * Returns the migration.
     *
     * @return its id
     */
    MigrationId migration();

    /**
     * The migration went from one state to another.
     *
     * @param migration the migration
     * @param from the state before
     * @param to the state now
     */
    record StateChanged(MigrationId migration, MigrationState from, MigrationState to) implements MigrationEvent {
        /** Checks that every part is given. */
        public StateChanged {
            Objects.requireNonNull(migration, "migration");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }
    }

    /**
     * An attempt of a step begins.
     *
     * @param migration the migration
     * @param step the step, or the rollback step
     * @param attempt which attempt, 1 or more
     */
    record StepStarted(MigrationId migration, StepId step, int attempt) implements MigrationEvent {
        /** Checks that every part is given. */
        public StepStarted {
            Objects.requireNonNull(migration, "migration");
            Objects.requireNonNull(step, "step");
        }
    }

    /**
     * A step is finished, its check passed.
     *
     * @param migration the migration
     * @param step the step, or the rollback step
     * @param duration how long the last attempt took
     */
    record StepFinished(MigrationId migration, StepId step, Duration duration) implements MigrationEvent {
        /** Checks that every part is given. */
        public StepFinished {
            Objects.requireNonNull(migration, "migration");
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(duration, "duration");
        }
    }

    /**
     * An attempt of a step failed.
     *
     * @param migration the migration
     * @param step the step, or the rollback step
     * @param attempt which attempt, 1 or more
     * @param failure why
     * @param retrying whether it is tried again
     */
    record StepFailed(MigrationId migration, StepId step, int attempt, Failure failure, boolean retrying)
            implements MigrationEvent {
        /** Checks that every part is given. */
        public StepFailed {
            Objects.requireNonNull(migration, "migration");
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(failure, "failure");
        }
    }

    /**
     * A step reports how far it is; sampled.
     *
     * @param progress how far
     */
    record Progressed(Progress progress) implements MigrationEvent {
        /** Checks that the progress is given. */
        public Progressed {
            Objects.requireNonNull(progress, "progress");
        }

        @Override
        public MigrationId migration() {
            return progress.migration();
        }
    }

    /**
     * This instance took the migration up, and found in the journal where to go on.
     *
     * @param migration the migration
     * @param found what it found, in words, for example {@code 3 of 8 steps done, "copy" had begun}
     */
    record Resumed(MigrationId migration, String found) implements MigrationEvent {
        /** Checks that every part is given. */
        public Resumed {
            Objects.requireNonNull(migration, "migration");
            Objects.requireNonNull(found, "found");
        }
    }
}
