package dev.passage.migration.planner;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.finding.Severity;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskAssessment;
import dev.passage.migration.plan.RiskLevel;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Reversibility;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the shape of a plan says about its risk (P1, P4); the handler adds what it knows of the thing itself. */
final class RiskRules {
    private static final Duration NOTICEABLE_PAUSE = Duration.ofSeconds(1);

    private RiskRules() {}

    static RiskAssessment assess(List<Step> steps, List<Finding> findings, StepEstimate total, List<Risk> fromHandler) {
        List<Risk> risks = new ArrayList<>(fromHandler);
        for (Step step : steps) {
            if (step.reversibility() instanceof Reversibility.PointOfNoReturn) {
                risks.add(new Risk(
                        RiskLevel.HIGH,
                        "Once step " + step.id() + " has begun there is no way back.",
                        "Look at the result of the steps before it first."));
            }
            if (step.reversibility() instanceof Reversibility.ReversibleWithLoss lossy) {
                risks.add(new Risk(
                        RiskLevel.HIGH,
                        "Undoing step " + step.id() + " loses " + lossy.loss() + ".",
                        "Keep a copy of it, or accept the loss."));
            }
            if (step.effect() == Effect.ONCE) {
                risks.add(new Risk(
                        RiskLevel.MEDIUM,
                        "Step " + step.id() + " has an effect that can happen only once.",
                        "After a crash in it the plan's policy decides: "
                                + step.uncertainty().map(Enum::name).orElse("its probe, else a person") + "."));
            }
        }
        if (total.writePause().compareTo(NOTICEABLE_PAUSE) > 0) {
            risks.add(new Risk(
                    RiskLevel.MEDIUM,
                    "Writers are held for about " + total.writePause().toSeconds() + " s.",
                    "Run it when little is written, and give writers a longer deadline."));
        }
        long warnings = findings.stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .count();
        if (warnings > 0) {
            risks.add(new Risk(RiskLevel.MEDIUM, "The analysis warns " + warnings + " time(s).", "Read the findings."));
        }
        if (findings.stream().anyMatch(Finding::isBlocking)) {
            risks.add(new Risk(RiskLevel.CRITICAL, "Findings block the plan.", "Mend them and plan again."));
        }
        return RiskAssessment.of(risks);
    }
}
