package dev.passage.migration.history;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.RiskAssessment;
import java.util.List;
import java.util.Optional;

/**
 * A plan without its code and with its digest: all that a person reviews, as it is stored and digested (promise 4).
 *
 * @param handler who planned it
 * @param type what kind of thing is moved
 * @param title what it does, in a few words
 * @param source where the thing is
 * @param target where the thing shall be
 * @param scope what is moved
 * @param settings what was asked for, as JSON of the handler's own record
 * @param requestedBy who asked
 * @param reason why
 * @param options how it is to be run
 * @param steps the steps, each after those it depends on
 * @param findings what the analysis found
 * @param estimate what it is expected to cost
 * @param risk how risky it is
 * @param digest the fingerprint of everything above
 * @since 0.1.0
 */
public record PlanValue(
        HandlerId handler,
        MigrationType type,
        String title,
        String source,
        String target,
        Optional<String> scope,
        String settings,
        String requestedBy,
        String reason,
        ExecutionOptions options,
        List<StepValue> steps,
        List<Finding> findings,
        Estimate estimate,
        RiskAssessment risk,
        Optional<PlanDigest> digest) {

    /**
     * Returns the same plan with its digest, or without.
     *
     * @param newDigest the digest
     * @return the plan
     */
    public PlanValue withDigest(Optional<PlanDigest> newDigest) {
        return new PlanValue(
                handler,
                type,
                title,
                source,
                target,
                scope,
                settings,
                requestedBy,
                reason,
                options,
                steps,
                findings,
                estimate,
                risk,
                newDigest);
    }
}
