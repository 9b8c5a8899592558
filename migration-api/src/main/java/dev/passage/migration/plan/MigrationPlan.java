package dev.passage.migration.plan;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.finding.Severity;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Reversibility;
import dev.passage.migration.step.Step;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A reviewed description of a migration (P1): an immutable value with a digest. Stored in the journal; the steps' code is
 * bound to it by the handler.
 *
 * @param id the migration that runs this plan
 * @param type what kind of thing is moved
 * @param handler who planned it, with its version
 * @param title what it does, in a few words
 * @param source where the thing is
 * @param target where the thing shall be
 * @param scope what is moved; only one migration with the same scope runs at a time
 * @param spec what was asked for, by whom and why
 * @param steps the steps in an order in which each comes after those it depends on
 * @param findings what the analysis found
 * @param estimate what it is expected to cost
 * @param risk how risky it is, and why
 * @param digest the fingerprint of all that is reviewed: everything here but id, creation time and renderer
 * @param createdAt when it was made, by the engine's clock
 * @param renderer turns it into text
 * @since 0.1.0
 */
public record MigrationPlan(
        MigrationId id,
        MigrationType type,
        HandlerId handler,
        String title,
        String source,
        String target,
        Optional<String> scope,
        MigrationSpec spec,
        List<Step> steps,
        List<Finding> findings,
        Estimate estimate,
        RiskAssessment risk,
        PlanDigest digest,
        Instant createdAt,
        PlanRenderer renderer) {

    /** Checks that every part is given and copies the lists. */
    public MigrationPlan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(spec, "spec");
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
        Objects.requireNonNull(estimate, "estimate");
        Objects.requireNonNull(risk, "risk");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(renderer, "renderer");
    }

    /**
     * Returns the plan as text, Mermaid or JSON (P7).
     *
     * @param format the format
     * @return the text, the same for the same plan
     */
    public String render(PlanFormat format) {
        return renderer.render(this, format);
    }

    /**
     * Returns the first step that cannot be undone.
     *
     * @return its id, empty when all can be
     */
    public Optional<StepId> pointOfNoReturn() {
        return steps.stream()
                .filter(step -> step.reversibility() instanceof Reversibility.PointOfNoReturn)
                .map(Step::id)
                .findFirst();
    }

    /**
     * Returns the step of this name.
     *
     * @param step its id
     * @return the step, empty when the plan has none of this name
     */
    public Optional<Step> step(StepId step) {
        return steps.stream().filter(candidate -> candidate.id().equals(step)).findFirst();
    }

    /**
     * Tells whether findings keep the plan from being executed.
     *
     * @return whether a finding blocks, at level strict also whether one warns
     */
    public boolean isBlocked() {
        return !blockingFindings().isEmpty();
    }

    /**
     * Returns the findings that keep the plan from being executed.
     *
     * @return those that block, at level strict also those that warn
     */
    public List<Finding> blockingFindings() {
        boolean strict = spec.options().validation() == ValidationLevel.STRICT;
        return findings.stream()
                .filter(finding -> finding.isBlocking() || (strict && finding.severity() == Severity.WARNING))
                .toList();
    }

    @Override
    public String toString() {
        return "Plan " + id + " (" + title + ", " + steps.size() + " steps, " + digest + ")";
    }
}
