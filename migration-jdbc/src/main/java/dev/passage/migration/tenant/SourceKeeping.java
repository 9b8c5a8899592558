package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.TenantEraser;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The steps of a move after its switch that keep the source like the target for a time, and that empty it in the end. */
final class SourceKeeping {
    static final String DISARM = "disarm";

    /** What notes changes, on both sides. */
    static final String CAPTURE = "capture";

    private static final String REMEMBER = "remember-source";
    private static final String KEEP = "keep-way-back";
    private static final String UNTIL = "until";
    private static final Duration LONGEST_ROUND = Duration.ofHours(24);
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(5);

    private final TenantMove move;
    private final TenantFacts facts;
    private final LivePlan.Opening opening;

    SourceKeeping(TenantMove move, TenantFacts facts, LivePlan.Opening opening) {
        this.move = move;
        this.facts = facts;
        this.opening = opening;
    }

    /** Plans that the source's rows are remembered, if writes follow to it; returns the last step. */
    String planRemembering(PlanBuilder plan, String before) {
        if (move.cutover().wayBack().isZero()) {
            return before;
        }
        plan.step(REMEMBER, StepKind.PREPARATION)
                .after(before)
                .describedAs("Remember a digest of each row on " + move.source()
                        + ", by which one that is written behind its gate is told from one that is brought back")
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST_ROUND)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .runToOutcome(context -> {
                    if (!LiveFollowing.remember(opening.steps(context))) {
                        return StepOutcome.stopped();
                    }
                    TenantFaultPoints.REMEMBERED.reached();
                    return StepOutcome.done();
                })
                .dryRun(context -> facts.tables().forEach(table -> {
                    if (table.tableClass().isTenants()) {
                        context.would("remember %,d rows of \"%s\"", table.rows(), table.name());
                    }
                }))
                .harmless();
        return REMEMBER;
    }

    /** Plans that writes on the target follow to the source for a time if asked, and that nothing is noted any more then. */
    void planWayBack(PlanBuilder plan, String before) {
        Duration time = move.cutover().wayBack();
        boolean follows = !time.isZero();
        if (follows) {
            planFollowing(plan, before, time);
        }
        plan.step(DISARM, StepKind.CLEANUP)
                .after(follows ? KEEP : before)
                .describedAs("Remove triggers and logs on both sides")
                .effect(Effect.REPEATABLE)
                .releases(CAPTURE)
                .runToOutcome(context -> Disarming.both(opening.steps(context)))
                .dryRun(context -> context.would("drop the triggers of this move on both sides"))
                .harmless();
    }

    private void planFollowing(PlanBuilder plan, String before, Duration time) {
        plan.step(KEEP, StepKind.CLEANUP)
                .after(before)
                .describedAs("Bring what is written on " + move.target() + " to " + move.source() + " for " + time
                        + ", so that a way back has little to carry")
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST_ROUND)
                .estimate(StepEstimate.lasting(time))
                .runToOutcome(context -> keep(context, time))
                .dryRun(context -> context.would("follow the tenant's writes on %s for %s", move.target(), time))
                .harmless();
    }

    private StepOutcome keep(StepContext context, Duration time) throws SQLException {
        Instant now = context.clock().instant();
        Optional<String> known = context.checkpoint(UNTIL);
        Instant until = known.map(Instant::parse).orElse(now.plus(time));
        if (known.isEmpty()) {
            context.checkpoint(UNTIL, until.toString());
        }
        MoveSteps steps = opening.steps(context);
        Conflicts conflicts = new Conflicts(steps);
        try (LiveFollowing following = LiveFollowing.back(steps, conflicts)) {
            boolean caughtUp = following.untilLittleWaits();
            if (following.isUndecided()) {
                return conflicts.ask(following.referee().orElseThrow());
            }
            conflicts.note(following.referee());
            if (!caughtUp) {
                return StepOutcome.stopped();
            }
        } finally {
            steps.feeds().withdraw();
        }
        LiveFollowing.noteBrought(steps, now);
        TenantFaultPoints.FOLLOWED_BACK.reached();
        if (!now.isBefore(until)) {
            return StepOutcome.done();
        }
        Instant next = now.plus(BETWEEN_ROUNDS);
        return StepOutcome.again(next.isBefore(until) ? next : until);
    }

    /** Plans that the source is emptied, when its time has passed and a person has said so. */
    void planRetirement(PlanBuilder plan, String before) {
        Optional<Duration> time = move.cutover().retirement();
        if (time.isEmpty()) {
            return;
        }
        plan.step("retire-source", StepKind.CLEANUP)
                .after(before)
                .describedAs("Delete every row of the tenant on " + move.source() + ", " + time.get()
                        + " after the move and on the signal \"" + Cutover.RETIRE + "\"")
                .waitFor(time.get())
                .waitForSignal(Cutover.RETIRE)
                .effect(Effect.REPEATABLE)
                .timeout(LONGEST_ROUND)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .runToOutcome(context -> retire(opening.steps(context)))
                .dryRun(context -> context.would("delete %,d rows on %s", facts.rows(), move.source()))
                .pointOfNoReturn();
    }

    private StepOutcome retire(MoveSteps steps) throws SQLException {
        Optional<GateState> gate = steps.gate(false).read(move.tenant());
        if (gate.filter(state -> state.position() == Position.MOVED).isEmpty()) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Rows of tenant " + move.tenant() + " on endpoint " + move.source()
                            + " are not deleted, because its gate does not say that the tenant has moved.",
                    "Look at the gates of both endpoints.");
        }
        CopyRun run = steps.run(false, "retire", steps.counting(facts.rows(), 0));
        List<TenantEraser.Task> tasks = steps.layout().tenantTables().stream()
                .map(table -> task(steps, table))
                .toList();
        if (!TenantEraser.erase(run, tasks)) {
            return StepOutcome.stopped();
        }
        return StepOutcome.done();
    }

    private static TenantEraser.Task task(MoveSteps steps, ClassifiedTable table) {
        return new TenantEraser.Task(
                steps.layout().route(table).reversed(), steps.layout().allOnSource(table));
    }
}
