package dev.passage.migration.tenant;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.observation.Observation;
import dev.passage.migration.observation.ObservedTraffic;
import dev.passage.migration.observation.Verdict;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The step in which a tenant is watched at its new place, before anything that a way back needs is taken away. It is run again and
 * again, holds no thread in between, and ends when it was said to end, also after a restart.
 */
final class ObservedMove {
    static final String SIGNAL = "go-on";

    private static final String NAME = "observe";
    private static final String GO_ON = "go-on";
    private static final String ROLL_BACK = "roll-back";
    private static final String UNTIL = "until";
    private static final String FROZEN = "frozen";
    private static final int LOOKS_PER_WINDOW = 4;
    private static final Duration RAREST = Duration.ofSeconds(15);

    private final TenantMove move;
    private final Observation observation;
    private final ObservedTraffic traffic;

    private ObservedMove(TenantMove move, Observation observation, ObservedTraffic traffic) {
        this.move = move;
        this.observation = observation;
        this.traffic = traffic;
    }

    /** Plans the step if it is asked for; returns the last step before what cleans up. */
    static String plan(TenantMove move, Optional<ObservedTraffic> traffic, PlanBuilder plan, String before) {
        if (move.observation().isEmpty() || traffic.isEmpty()) {
            return before;
        }
        new ObservedMove(move, move.observation().get(), traffic.get()).plan(plan, before);
        return NAME;
    }

    /** What was found, and whether somebody tells of the tenant's transactions. */
    static Assessment assessed(Assessment found, TenantMove move, Optional<ObservedTraffic> traffic) {
        if (move.observation().isEmpty() || traffic.isPresent()) {
            return found;
        }
        List<Finding> findings = new ArrayList<>(found.findings());
        findings.add(
                Finding.blocking(
                        "observation.untold",
                        "tenant " + move.tenant(),
                        "It is to be watched after the switch, but nobody tells the handler of its transactions.",
                        "Give the handler an ObservedTraffic with observing(...), and let TenantConnections or the host report to it."));
        return found.withFindings(findings);
    }

    private void plan(PlanBuilder plan, String before) {
        plan.step(NAME, StepKind.OBSERVATION)
                .after(before)
                .describedAs("Watch the tenant on " + move.target() + " for " + observation.lasting()
                        + "; when it fares worse than allowed: " + observation.onBreach())
                .effect(Effect.READ_ONLY)
                .estimate(StepEstimate.lasting(observation.lasting()))
                .runToOutcome(this::look)
                .dryRun(context -> context.would("watch the tenant for %s", observation.lasting()))
                .harmless();
    }

    private StepOutcome look(StepContext context) {
        String decision = context.decision().orElse("");
        if (decision.equals(GO_ON) || context.signalled(SIGNAL)) {
            context.note("watching ended early", "a person said so");
            return ended();
        }
        if (decision.equals(ROLL_BACK)) {
            traffic.forget(move.tenant());
            throw worse("A person decided to roll back.");
        }
        if (context.checkpoint(FROZEN).isPresent()) {
            return StepOutcome.await(SIGNAL);
        }
        Instant until = until(context);
        Verdict verdict = traffic.watch(move.tenant(), observation, until);
        context.note("seen within " + observation.window(), verdict.seen().toString());
        if (!verdict.breaches().isEmpty()) {
            return breached(context, String.join("; ", verdict.breaches()));
        }
        Instant now = context.clock().instant();
        if (!now.isBefore(until)) {
            return ended();
        }
        Duration rest = observation.window().dividedBy(LOOKS_PER_WINDOW);
        Instant next = now.plus(rest.compareTo(RAREST) < 0 ? rest : RAREST);
        return StepOutcome.again(next.isBefore(until) ? next : until);
    }

    /** When to end; the same after a restart. */
    private Instant until(StepContext context) {
        return context.checkpoint(UNTIL).map(Instant::parse).orElseGet(() -> {
            Instant until = context.clock().instant().plus(observation.lasting());
            context.checkpoint(UNTIL, until.toString());
            return until;
        });
    }

    private StepOutcome ended() {
        traffic.forget(move.tenant());
        return StepOutcome.done();
    }

    private StepOutcome breached(StepContext context, String breaches) {
        context.note("worse than allowed", breaches);
        return switch (observation.onBreach()) {
            case ROLL_BACK -> {
                traffic.forget(move.tenant());
                throw worse(breaches + ".");
            }
            case FREEZE -> {
                context.checkpoint(FROZEN, breaches);
                traffic.forget(move.tenant());
                yield StepOutcome.await(SIGNAL);
            }
            case ASK ->
                StepOutcome.blocked(
                        "Tenant " + move.tenant() + " fares worse on " + move.target() + " than allowed: " + breaches
                                + ". Go on or roll back?",
                        new Choice(GO_ON, "The tenant stays on " + move.target() + " and is watched no longer."),
                        new Choice(
                                ROLL_BACK,
                                "The tenant goes back to " + move.source() + " with every write made since."));
        };
    }

    private StepFailedException worse(String why) {
        return StepFailedException.fatal(
                FailureKind.STEP_FAILED,
                "Tenant " + move.tenant() + " fares worse on endpoint " + move.target() + " than allowed: " + why,
                "Find out why, then plan the move again.");
    }
}
