package dev.passage.migration.tenant;

import dev.passage.migration.catchup.OnlineVerifier;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The steps of a move during which the tenant is written to, from the first note of a change to the switch. */
final class LivePlan {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);
    private static final long BYTES_PER_ROW = 200;

    private final TenantMove move;
    private final TenantFacts facts;
    private final Opening opening;
    private final ReturnSteps back;
    private final Duration copying;

    LivePlan(TenantMove move, TenantFacts facts, Opening opening, ReturnSteps back, Duration copying) {
        this.move = move;
        this.facts = facts;
        this.opening = opening;
        this.back = back;
        this.copying = copying;
    }

    /** Reads both catalogues and opens what a step works with. */
    @FunctionalInterface
    interface Opening {
        MoveSteps steps(StepContext context) throws SQLException;
    }

    /** The steps between the preparation and the switch; returns the last of them. */
    String plan(PlanBuilder plan) {
        planArming(plan);
        planCopy(plan);
        planCatchUp(plan);
        planVerification(plan);
        if (!move.cutover().onSignal()) {
            return "verify";
        }
        planWait(plan);
        return "await-word";
    }

    private MoveSteps steps(StepContext context) throws SQLException {
        return opening.steps(context);
    }

    private void planArming(PlanBuilder plan) {
        plan.step("arm-capture", StepKind.PREPARATION)
                .after("prepare")
                .describedAs("Note changed keys of the tenant by triggers on " + move.source() + " and on "
                        + move.target() + "; until the switch " + move.target() + " refuses its writes")
                .creates(Resource.of(
                        SourceKeeping.CAPTURE, "triggers and logs of keys", move.source() + ", " + move.target()))
                .estimate(StepEstimate.lasting(Duration.ofSeconds(1)))
                .run(context -> {
                    MoveSteps steps = steps(context);
                    steps.gate(true).reserve(move.tenant());
                    steps.feeds().of(false).arm();
                    steps.feeds().of(true).arm();
                    TenantFaultPoints.ARMED.reached();
                    new WayBackProof(steps).prove();
                })
                .dryRun(context -> facts.tables().forEach(table -> {
                    if (table.tableClass().isTenants()) {
                        context.would("create triggers on \"%s\" on both sides", table.name());
                    }
                }))
                .rollbackToOutcome("disarm-capture", "Undo arm-capture", back::disarm);
    }

    private void planCopy(PlanBuilder plan) {
        plan.step("copy", StepKind.MIGRATION)
                .after("arm-capture")
                .describedAs("Copy the tenant's rows of " + facts.tables().size() + " tables in chunks of up to "
                        + move.chunkRows() + " rows, each committed with its checkpoint, while writers go on ("
                        + TenantMoveHandler.strategies(facts) + ")")
                .effect(Effect.MARKED)
                .timeout(LONGEST)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .estimate(new StepEstimate(facts.rows(), facts.rows() * BYTES_PER_ROW, copying, Duration.ZERO))
                .runToOutcome(context -> {
                    if (!new LiveCopy(steps(context)).copy(facts.rows())) {
                        return StepOutcome.stopped();
                    }
                    TenantFaultPoints.COPIED.reached();
                    return StepOutcome.done();
                })
                .dryRun(context -> facts.tables().forEach(table -> {
                    context.would(
                            "copy %,d rows of \"%s\" (%s, %s)",
                            table.rows(), table.name(), table.tableClass(), table.described());
                    context.rows(table.rows());
                    context.bytes(table.rows() * BYTES_PER_ROW);
                }))
                .rollbackToOutcome("clear-target", "Delete the tenant's rows on " + move.target(), back::clear)
                .rollbackCleansUp();
    }

    private void planCatchUp(PlanBuilder plan) {
        plan.step("catch-up", StepKind.MIGRATION)
                .after("copy")
                .describedAs("Bring what was written since to " + move.target() + ", until little waits twice in a row")
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST)
                .estimate(StepEstimate.lasting(Duration.ofSeconds(5)))
                .runToOutcome(context -> {
                    try (LiveFollowing following = LiveFollowing.forward(steps(context))) {
                        if (!following.untilLittleWaits()) {
                            return StepOutcome.stopped();
                        }
                    }
                    TenantFaultPoints.CAUGHT_UP.reached();
                    return StepOutcome.done();
                })
                .dryRun(context -> context.would("bring changes that were written during the copy"))
                .harmless();
    }

    private void planVerification(PlanBuilder plan) {
        plan.step("verify", StepKind.VERIFICATION)
                .after("catch-up")
                .describedAs(
                        "Compare every row of both sides while writers go on; what was written meanwhile is compared"
                                + " when it is brought")
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .estimate(StepEstimate.lasting(copying.multipliedBy(2)))
                .runToOutcome(this::verify)
                .dryRun(context -> context.would("compare %,d rows", facts.rows()))
                .harmless();
    }

    private StepOutcome verify(StepContext context) throws SQLException {
        MoveSteps steps = steps(context);
        Optional<OnlineVerifier.Comparison> found;
        try (LiveFollowing following = LiveFollowing.forward(steps)) {
            if (!following.untilLittleWaits()) {
                return StepOutcome.stopped();
            }
            found = new OnlineVerifier(following.applier(), steps.counting(facts.rows(), 0), move.repairsDifferences())
                    .compare();
        }
        if (found.isEmpty()) {
            return StepOutcome.stopped();
        }
        if (!found.get().repaired().isEmpty()) {
            context.note(
                    "differences repaired from " + move.source(),
                    String.join("; ", found.get().repaired()));
        }
        List<String> differences = found.get().differences();
        if (!differences.isEmpty()) {
            throw new VerificationFailedException(
                    "Tenant " + move.tenant() + " on endpoint " + move.target(), differences);
        }
        TenantFaultPoints.VERIFIED.reached();
        context.note(
                "verified",
                String.format(
                        Locale.ENGLISH, "%,d rows on both sides", found.get().rows()));
        return StepOutcome.done();
    }

    private void planWait(PlanBuilder plan) {
        plan.step("await-word", StepKind.PREPARATION)
                .after("verify")
                .describedAs("Follow the tenant's writes until the signal \"" + Cutover.SIGNAL + "\" comes")
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST)
                .runToOutcome(context -> {
                    MoveSteps steps = steps(context);
                    try (LiveFollowing following = LiveFollowing.forward(steps)) {
                        if (!following.untilLittleWaits()) {
                            return StepOutcome.stopped();
                        }
                    }
                    FeedWatch.check(steps, steps.feeds().of(false));
                    steps.feeds().withdraw();
                    return context.signalled(Cutover.SIGNAL)
                            ? StepOutcome.done()
                            : StepOutcome.await(
                                    Cutover.SIGNAL, context.clock().instant().plus(BETWEEN_ROUNDS));
                })
                .dryRun(context -> context.would("wait for the signal \"%s\"", Cutover.SIGNAL))
                .harmless();
    }
}
