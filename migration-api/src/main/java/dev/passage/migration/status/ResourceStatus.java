package dev.passage.migration.status;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Resource;
import java.util.Objects;

/**
 * Something that a migration created outside the journal, or was about to create when it was recorded (X12).
 *
 * @param resource what it is
 * @param identity the name under which the steps create it
 * @param createdBy the step that declares it
 * @param released whether it is gone
 * @since 0.1.0
 */
public record ResourceStatus(Resource resource, String identity, StepId createdBy, boolean released) {

    /** Checks that every part is given. */
    public ResourceStatus {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(createdBy, "createdBy");
    }
}
