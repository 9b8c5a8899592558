package dev.passage.migration.plan;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a dry run found: what each step would do, with nothing changed (P5). Stored in the journal.
 *
 * @param migration the migration
 * @param digest the digest of the plan that was rehearsed
 * @param steps what each step would do, in the order of the plan
 * @param findings what the analysis finds now
 * @param duration how long the dry run took
 * @since 0.1.0
 */
public record DryRunReport(
        MigrationId migration, PlanDigest digest, List<Rehearsed> steps, List<Finding> findings, Duration duration) {

    /** Checks that every part is given and copies the lists. */
    public DryRunReport {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(digest, "digest");
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
        Objects.requireNonNull(duration, "duration");
    }

    /**
     * Tells whether the plan could be executed as far as a dry run can tell.
     *
     * @return whether no finding blocks and each step could say what it would do
     */
    public boolean isSuccessful() {
        return findings.stream().noneMatch(Finding::isBlocking)
                && steps.stream().allMatch(step -> step.error().isEmpty());
    }

    /**
     * What one step would do.
     *
     * @param step its id
     * @param actions what it would do, in words; one line that says so when the step cannot tell
     * @param rows rows it would write, not negative
     * @param bytes bytes it would write, not negative
     * @param error what kept it from telling, empty when nothing did
     * @since 0.1.0
     */
    public record Rehearsed(StepId step, List<String> actions, long rows, long bytes, Optional<String> error) {

        /** Checks that every part is given and copies the list. */
        public Rehearsed {
            Objects.requireNonNull(step, "step");
            actions = List.copyOf(actions);
            Objects.requireNonNull(error, "error");
        }
    }
}
