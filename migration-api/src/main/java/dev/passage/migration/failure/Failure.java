package dev.passage.migration.failure;

import dev.passage.migration.identity.StepId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure as it is stored in the journal and shown in a status (X9): free of secrets and of values from users' rows.
 *
 * <p>Of an exception that is not Passage's own only the class and, for a database, the SQLSTATE are kept, because drivers
 * put values of rows into their messages (H4).
 *
 * @param kind the kind
 * @param step the step at fault, empty when it is the migration as a whole
 * @param message what failed and why, in words for a person
 * @param cause the class name of the root cause, with its SQLSTATE where there is one
 * @param actions what a person can do, the first to try first
 * @since 0.1.0
 */
public record Failure(
        FailureKind kind, Optional<StepId> step, String message, String cause, List<RecoveryAction> actions) {

    /** Checks the parts and copies the list. */
    public Failure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(cause, "cause");
        actions = List.copyOf(actions);
    }

    /**
     * Returns the failure as one line for a person.
     *
     * @return kind, step, message and the first action
     */
    @Override
    public String toString() {
        return kind + step.map(id -> " in step " + id).orElse("") + ": " + message
                + (actions.isEmpty() ? "" : " " + actions.get(0).description());
    }
}
