package dev.passage.migration.render;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.history.StepValue;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.RiskAssessment;
import java.util.List;
import java.util.Optional;

/**
 * A plan as JSON shows it. Neither id nor time of creation is in it, so that two plans of the same thing differ only where
 * they do differ.
 *
 * @param title what it does, in a few words
 * @param type what kind of thing is moved
 * @param handler who planned it
 * @param source where the thing is
 * @param target where the thing shall be
 * @param scope what is moved
 * @param requestedBy who asked
 * @param reason why
 * @param settings what was asked for
 * @param options how it is to be run
 * @param steps the steps in their order
 * @param pointOfNoReturn the step behind which there is no way back
 * @param estimate what it is expected to cost
 * @param risk how risky it is
 * @param blocked whether findings keep it from being executed
 * @param findings what the analysis found
 * @param digest the fingerprint of the plan
 */
record PlanDocument(
        String title,
        MigrationType type,
        HandlerId handler,
        String source,
        String target,
        Optional<String> scope,
        String requestedBy,
        String reason,
        Record settings,
        ExecutionOptions options,
        List<StepValue> steps,
        Optional<StepId> pointOfNoReturn,
        Estimate estimate,
        RiskAssessment risk,
        boolean blocked,
        List<Finding> findings,
        PlanDigest digest) {

    static PlanDocument of(MigrationPlan plan) {
        return new PlanDocument(
                plan.title(),
                plan.type(),
                plan.handler(),
                plan.source(),
                plan.target(),
                plan.scope(),
                plan.spec().requestedBy(),
                plan.spec().reason(),
                plan.spec().settings(),
                plan.spec().options(),
                plan.steps().stream().map(StepValue::of).toList(),
                plan.pointOfNoReturn(),
                plan.estimate(),
                plan.risk(),
                plan.isBlocked(),
                plan.findings(),
                plan.digest());
    }
}
