package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The steps of a move during which the tenant's writes are held, from the closing of its gate to the comparison before the switch. */
final class HeldPlan {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long BYTES_PER_ROW = 200;

    private final TenantMove move;
    private final TenantFacts facts;
    private final LivePlan.Opening opening;
    private final ReturnSteps back;
    private final Duration copying;

    HeldPlan(TenantMove move, TenantFacts facts, LivePlan.Opening opening, ReturnSteps back, Duration copying) {
        this.move = move;
        this.facts = facts;
        this.opening = opening;
        this.back = back;
        this.copying = copying;
    }

    /** The steps between the preparation and the switch; returns the last of them. */
    String plan(PlanBuilder plan) {
        planHold(plan);
        planCopy(plan);
        planVerification(plan);
        return "verify";
    }

    private void planHold(PlanBuilder plan) {
        plan.step("hold-writes", StepKind.PREPARATION)
                .after("prepare")
                .describedAs("Close the gate of the tenant on " + move.source() + ": its writers wait, readers do not")
                .estimate(new StepEstimate(0, 0, Duration.ofSeconds(1), copying.multipliedBy(2)))
                .runToOutcome(context -> {
                    MoveSteps steps = opening.steps(context);
                    Instant since = context.clock().instant();
                    steps.hold(false).ensure(steps.guard(false));
                    TenantFaultPoints.HELD.reached();
                    return StepOutcome.done(new TenantMoveHandler.Held(since));
                })
                .dryRun(context -> context.would("hold the writes of tenant %s on %s", move.tenant(), move.source()))
                .rollbackToOutcome("let-writers-in", "Undo hold-writes", back::letWritersIn);
    }

    private void planCopy(PlanBuilder plan) {
        plan.step("copy", StepKind.MIGRATION)
                .after("hold-writes")
                .describedAs("Copy the tenant's rows of " + facts.tables().size() + " tables in chunks of up to "
                        + move.chunkRows() + " rows, each committed with its checkpoint ("
                        + TenantMoveHandler.strategies(facts) + ")")
                .effect(Effect.MARKED)
                .timeout(LONGEST)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .estimate(new StepEstimate(facts.rows(), facts.rows() * BYTES_PER_ROW, copying, Duration.ZERO))
                .runToOutcome(context -> {
                    MoveSteps steps = opening.steps(context);
                    String hold = steps.hold(false).ensure(steps.guard(false));
                    if (!new TenantCopy(steps).copy(hold, facts.rows())) {
                        return StepOutcome.stopped();
                    }
                    TenantFaultPoints.COPIED.reached();
                    return StepOutcome.done(new TenantMoveHandler.UnderHold(hold, facts.rows()));
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
        plan.step("carry-sequences", StepKind.MIGRATION)
                .after("copy")
                .describedAs("Let identities and sequences on " + move.target() + " go on where they were")
                .effect(Effect.REPEATABLE)
                .run(context -> context.note(
                        "identities and sequences raised",
                        Integer.toString(new TenantCopy(opening.steps(context)).carrySequences())))
                .dryRun(context -> context.would("raise identities and sequences on %s", move.target()))
                .harmless();
    }

    private void planVerification(PlanBuilder plan) {
        plan.step("verify", StepKind.VERIFICATION)
                .after("carry-sequences")
                .describedAs("Verify every table: " + compared(facts.validation())
                        + (move.repairsDifferences()
                                ? "; what differs is repaired from " + move.source() + " and compared again"
                                : ""))
                .effect(move.repairsDifferences() ? Effect.REPEATABLE : Effect.READ_ONLY)
                .timeout(LONGEST)
                .tunable(MoveSteps.ROWS_PER_SECOND)
                .estimate(StepEstimate.lasting(copying))
                .runToOutcome(context -> {
                    MoveSteps steps = opening.steps(context);
                    String hold = steps.hold(false).ensure(steps.guard(false));
                    if (!sameAsCopied(steps, hold, "copy")) {
                        return StepOutcome.stopped();
                    }
                    long rows = new TenantCopy(steps).verify(facts.validation(), hold, steps.counting(facts.rows(), 0));
                    TenantFaultPoints.VERIFIED.reached();
                    context.note(
                            "verified",
                            String.format(Locale.ENGLISH, "%,d rows: %s", rows, compared(facts.validation())));
                    return StepOutcome.done(new TenantMoveHandler.UnderHold(hold, rows));
                })
                .check(context -> counts(opening.steps(context)))
                .dryRun(context -> context.would("verify %,d rows: %s", facts.rows(), compared(facts.validation())))
                .harmless();
    }

    /** Decides under the closing that was compared, or copies and compares again where writers were let in since. */
    static StepOutcome switchOver(MoveSteps steps, ValidationLevel validation) throws SQLException {
        TenantSwitch change = new TenantSwitch(steps);
        StepContext context = steps.context();
        while (!change.isDecided()) {
            String hold = steps.hold(false).ensure(steps.guard(false));
            if (!hold.equals(
                    context.output("verify", TenantMoveHandler.UnderHold.class).hold())) {
                if (!sameAsCopied(steps, hold, "verify")) {
                    return StepOutcome.stopped();
                }
                new TenantCopy(steps).verify(validation, hold, steps.counting(0, 0));
            }
            change.decide(false, hold);
        }
        change.openSuccessor();
        Duration held = Duration.between(
                context.output("hold-writes", TenantMoveHandler.Held.class).since(),
                context.clock().instant());
        context.note("writes were held for", held.toMillis() + " ms");
        return StepOutcome.done();
    }

    /** Writers were let in since: what was copied before that is copied again. Returns false when it was asked to stop. */
    private static boolean sameAsCopied(MoveSteps steps, String hold, String step) throws SQLException {
        TenantMoveHandler.UnderHold before = steps.context().output(step, TenantMoveHandler.UnderHold.class);
        if (before.hold().equals(hold)) {
            return true;
        }
        steps.context().note("copied again", "writers were let in while the mover was away");
        TenantCopy copy = new TenantCopy(steps);
        boolean copied = copy.copy(hold, before.rows());
        copy.carrySequences();
        return copied;
    }

    /** Counts on both sides, in the databases' own words. */
    private static Check counts(MoveSteps steps) throws SQLException {
        long rows = 0;
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            long there = RowCount.of(
                    steps.layout().source(), table.name(), steps.layout().onSource(table, steps.assessedAt()));
            long here = RowCount.of(
                    steps.layout().target(), table.name(), steps.layout().onTarget(table));
            if (there != here) {
                return Check.failed(
                        "counts",
                        "table \"" + table.name() + "\" has " + there + " rows on the source and " + here
                                + " on the target");
            }
            rows += here;
        }
        return Check.passed("counts", rows + " rows on both sides");
    }

    private static String compared(ValidationLevel level) {
        return switch (level) {
            case BASIC -> "both sides counted and compared with the chunks of the ledger";
            case FULL ->
                "both sides counted, every row read back on the target and compared by chunk with the digest of what was"
                        + " read on the source";
            case STRICT ->
                "both sides counted, every row read back on the target and compared by chunk with the digest of what was"
                        + " read on the source, then both sides digested anew and compared";
        };
    }
}
