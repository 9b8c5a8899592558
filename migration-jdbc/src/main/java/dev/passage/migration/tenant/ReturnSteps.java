package dev.passage.migration.tenant;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.step.StepAction;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The rollback steps of a move (R1, R3). Where the loss of a dead target is accepted each does without the target what it can, and the
 * rest when the target comes back, which is looked for every few seconds, or never, when a person says so.
 */
final class ReturnSteps {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final Endpoints endpoints;
    private final TenantRouter router;
    private final TenantMove move;
    private final TenantFacts facts;
    private final LivePlan.Opening opening;

    ReturnSteps(
            Endpoints endpoints, TenantRouter router, TenantMove move, TenantFacts facts, LivePlan.Opening opening) {
        this.endpoints = endpoints;
        this.router = router;
        this.move = move;
        this.facts = facts;
        this.opening = opening;
    }

    /** Takes authority back, with every write or without those that a dead target keeps. */
    StepOutcome takeBack(StepContext context) throws SQLException {
        if (context.isLossAccepted()) {
            new LossyReturn(endpoints, router, move, context).openSource();
            return StepOutcome.done();
        }
        try {
            return new TenantReturn(opening.steps(context)).takeBack();
        } catch (EndpointUnavailableException unreachable) {
            throw advised(unreachable);
        }
    }

    private EndpointUnavailableException advised(EndpointUnavailableException unreachable) {
        if (!unreachable.endpoint().equals(move.target())) {
            return unreachable;
        }
        return new EndpointUnavailableException(
                move.target(),
                "Writes of tenant " + move.tenant() + " cannot be brought back from endpoint " + move.target()
                        + ", because it cannot be reached.",
                "Bring its database back. If that is impossible, roll back with RollbackOptions.acceptLoss(by, reason): "
                        + move.source() + " works again without what was written there and had not come back.",
                unreachable);
    }

    /** Says what taking back would do. */
    void rehearseTakingBack(DryRunContext context) throws SQLException {
        if (context.isLossAccepted()) {
            new ReturnRehearsal(endpoints, move, facts, context).withoutTarget();
        } else {
            new ReturnRehearsal(endpoints, move, facts, context).withEveryWrite();
        }
    }

    /** Lets writers in who wait on the source. */
    StepOutcome letWritersIn(StepContext context) throws SQLException {
        if (context.isLossAccepted()) {
            Endpoint source = endpoints.get(move.source());
            Fence fence = new Fence(source);
            new WriteHold(source, move, context.migration())
                    .release(connection -> fence.check(connection, context.migration(), context.token()));
            return tellTarget(context);
        }
        MoveSteps steps = opening.steps(context);
        steps.hold(false).release(steps.guard(false));
        TenantFaultPoints.BACK_RELEASED.reached();
        return StepOutcome.done();
    }

    /** Ends noting on both sides; on a target that was lost it goes on until a person has looked at what it noted. */
    StepOutcome disarm(StepContext context) throws SQLException {
        if (context.isLossAccepted()) {
            SourceAlone alone = new SourceAlone(endpoints.get(move.source()), move, context.migration());
            StepOutcome disarmed = Disarming.tried(context, alone::disarm);
            return disarmed instanceof StepOutcome.Done ? tellTarget(context) : disarmed;
        }
        MoveSteps steps = opening.steps(context);
        StepOutcome disarmed = Disarming.both(steps);
        if (disarmed instanceof StepOutcome.Done) {
            steps.gate(true).unreserve(move.tenant());
        }
        return disarmed;
    }

    /** Deletes the tenant's rows on the target. */
    StepOutcome clear(StepContext context) throws Exception {
        return onTarget(context, present -> {
            MoveSteps steps = opening.steps(present);
            if (present.isLossAccepted() && move.cutover().live()) {
                steps.feeds().disarm(true);
            }
            if (!new TenantCopy(steps).clear(steps.counting(0, 0))) {
                return StepOutcome.stopped();
            }
            TenantFaultPoints.BACK_CLEARED.reached();
            return StepOutcome.done();
        });
    }

    /** Drops tables that the move has created. */
    StepOutcome dropCreated(StepContext context) throws Exception {
        return onTarget(context, present -> {
            List<String> kept = new TargetPreparation(opening.steps(present), facts).dropCreated();
            TenantFaultPoints.BACK_DROPPED.reached();
            if (!kept.isEmpty()) {
                present.note("tables kept because others use them", String.join(", ", kept));
            }
            return StepOutcome.done();
        });
    }

    private StepOutcome onTarget(StepContext context, StepAction action) throws Exception {
        Optional<StepOutcome> without = context.isLossAccepted() ? withoutTarget(context) : Optional.empty();
        if (without.isEmpty() && context.isLossAccepted()) {
            fence(context);
        }
        return without.isPresent() ? without.get() : action.run(context);
    }

    /** Until the target is told, it takes a writer in who has not heard of what happened. */
    private StepOutcome tellTarget(StepContext context) throws SQLException {
        Optional<StepOutcome> without = withoutTarget(context);
        if (without.isPresent()) {
            return without.get();
        }
        fence(context);
        GateState source =
                new Gate(endpoints.get(move.source())).read(move.tenant()).orElseThrow();
        Gate target = new Gate(endpoints.get(move.target()));
        target.unreserve(move.tenant());
        if (target.supersede(move.tenant(), source.epoch(), move.source())) {
            context.note("target came back", move.target() + " accepts no writes of the tenant any more");
        }
        if (move.cutover().live()) {
            LostRows.on(opening.steps(context))
                    .forEach(lost ->
                            context.note("written on " + move.target() + " only, " + lost.table(), lost.described()));
        }
        return StepOutcome.done();
    }

    /** The run may have begun before the target came back. */
    private void fence(StepContext context) throws SQLException {
        new Fence(endpoints.get(move.target())).raise(context.migration(), context.token());
    }

    private Optional<StepOutcome> withoutTarget(StepContext context) {
        Endpoint target = endpoints.get(move.target());
        if (context.signalled(Cutover.GONE)) {
            context.note("nothing was done on " + move.target(), "it is gone for good, as somebody has said");
            return Optional.of(StepOutcome.done());
        }
        return LossyReturn.isReachable(target)
                ? Optional.empty()
                : Optional.of(StepOutcome.await(
                        Cutover.GONE, context.clock().instant().plus(BETWEEN_LOOKS)));
    }
}
