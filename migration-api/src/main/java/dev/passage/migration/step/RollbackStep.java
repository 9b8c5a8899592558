package dev.passage.migration.step;

import dev.passage.migration.identity.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a step is undone (R1). An immutable value that also carries its code; equality and digest are those of the value.
 *
 * <p>The code runs when its step may have begun, so it must be right also when the step never happened, and when it is run
 * several times.
 *
 * @param id the name of the rollback step, unique in the plan
 * @param description what it does, in words
 * @param retry how often it is tried; a rollback is worth more tries than a step
 * @param timeout how long one attempt may take, longer than zero
 * @param recreates names of resources of the plan that it may create again, though a later step has removed them; they are gone when what
 *     created them is undone (X12)
 * @param cleanup whether it restores nothing and only removes what is left over: it then runs after every other rollback step (R4, R5)
 * @param action its code
 * @param dryRun the code that says what it would do, empty when its description is all there is to say (R3)
 * @since 0.1.0
 */
public record RollbackStep(
        StepId id,
        String description,
        Retry retry,
        Duration timeout,
        List<String> recreates,
        boolean cleanup,
        StepAction action,
        Optional<StepRehearsal> dryRun) {

    /** Checks that every part is given, and copies the list. */
    public RollbackStep {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(timeout, "timeout");
        recreates = List.copyOf(recreates);
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(dryRun, "dryRun");
    }
}
