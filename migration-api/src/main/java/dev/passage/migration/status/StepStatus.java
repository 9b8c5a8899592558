package dev.passage.migration.status;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one step stands (X8).
 *
 * @param id the step
 * @param state where it stands
 * @param attempts how often it was begun, 0 or more
 * @param startedAt when it was first begun, by the journal's clock
 * @param duration how long it ran in all attempts, or has run so far; waits and time without an instance are not counted
 * @param checks what its checks found
 * @param notes lines for the report, in the order of their labels' first appearance
 * @param failure why it failed, when it did
 * @since 0.1.0
 */
public record StepStatus(
        StepId id,
        StepState state,
        int attempts,
        Optional<Instant> startedAt,
        Duration duration,
        List<Check> checks,
        Map<String, String> notes,
        Optional<Failure> failure) {

    /** Checks that every part is given and copies the collections. */
    public StepStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(duration, "duration");
        checks = List.copyOf(checks);
        notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
        Objects.requireNonNull(failure, "failure");
    }
}
