package dev.passage.migration.status;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Choice;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a migration stands, read from the journal alone (X8).
 *
 * @param id the migration
 * @param title what it does, in a few words
 * @param state where it stands
 * @param steps each step, in the order of the plan
 * @param fraction how much is done, from 0 to 1
 * @param failure why it failed or is rolled back, when it did
 * @param warnings what a person should look at
 * @param question what a blocked migration asks, when it does
 * @param choices the ways on that it offers
 * @param wakeAt when a waiting migration goes on by itself, if it does
 * @param owner the instance that holds the lease, if one does
 * @param wayBack whether and how it can still be rolled back
 * @since 0.1.0
 */
public record MigrationStatus(
        MigrationId id,
        String title,
        MigrationState state,
        List<StepStatus> steps,
        double fraction,
        Optional<Failure> failure,
        List<String> warnings,
        Optional<String> question,
        List<Choice> choices,
        Optional<Instant> wakeAt,
        Optional<String> owner,
        WayBack wayBack) {

    /** Checks that every part is given and copies the lists. */
    public MigrationStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(state, "state");
        steps = List.copyOf(steps);
        Objects.requireNonNull(failure, "failure");
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(question, "question");
        choices = List.copyOf(choices);
        Objects.requireNonNull(wakeAt, "wakeAt");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(wayBack, "wayBack");
    }

    /**
     * Returns the steps that are running now.
     *
     * @return their ids
     */
    public List<StepId> currentSteps() {
        return steps.stream()
                .filter(step -> step.state() == StepState.RUNNING || step.state() == StepState.ROLLING_BACK)
                .map(StepStatus::id)
                .toList();
    }
}
