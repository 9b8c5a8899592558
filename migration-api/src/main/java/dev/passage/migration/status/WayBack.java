package dev.passage.migration.status;

import dev.passage.migration.identity.StepId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether and how a migration can still be rolled back (R1, X8).
 *
 * @param refusal why it cannot be rolled back now, empty when it can
 * @param left the rollback steps that are still to run, in that order; after a rollback that failed, exactly what is left to do
 * @param pointOfNoReturn the first step that cannot be undone, passed or still to come; empty when there is none
 * @since 0.1.0
 */
public record WayBack(Optional<String> refusal, List<StepId> left, Optional<StepId> pointOfNoReturn) {

    /** Checks that every part is given and copies the list. */
    public WayBack {
        Objects.requireNonNull(refusal, "refusal");
        left = List.copyOf(left);
        Objects.requireNonNull(pointOfNoReturn, "pointOfNoReturn");
    }

    /**
     * Tells whether the migration can be rolled back now.
     *
     * @return whether it can
     */
    public boolean isOpen() {
        return refusal.isEmpty();
    }
}
