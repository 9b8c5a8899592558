package dev.passage.migration.tenant;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.Fence;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.step.StepContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes authority back without the target, which is dead, when somebody has accepted what is lost by that (R3, ALGORITHMS 1.5). The
 * source is opened in an epoch that the target does not know of; the target is told when it comes back, before anything else is done
 * there.
 */
final class LossyReturn {
    private static final String LOSS = "loss";

    private final Endpoints endpoints;
    private final TenantRouter router;
    private final TenantMove move;
    private final StepContext context;
    private final SourceAlone alone;

    LossyReturn(Endpoints endpoints, TenantRouter router, TenantMove move, StepContext context) {
        this.endpoints = endpoints;
        this.router = router;
        this.move = move;
        this.context = context;
        this.alone = new SourceAlone(endpoints.get(move.source()), move, context.migration());
    }

    /** Opens the source, if authority has left it for the target. */
    void openSource() throws SQLException {
        Gate gate = new Gate(endpoints.get(move.source()));
        release(gate);
        GateState state = gate.read(move.tenant()).orElseThrow(this::noGate);
        if (hasLeft(state)) {
            refuseIfReachable();
            refuseIfElsewhere(state.epoch());
            context.checkpoint(LOSS, alone.lost(context.begunAt()));
            alone.raiseSequences(this::guard);
            gate.regain(this::guard, move.tenant(), state.epoch(), move.target());
            state = gate.read(move.tenant()).orElseThrow(this::noGate);
        }
        if (!state.isOpen()) {
            throw StepFailedException.retryable(
                    FailureKind.STEP_FAILED,
                    "The gate of tenant " + move.tenant() + " on endpoint " + move.source() + " is " + state.position()
                            + " and could not be opened.",
                    "Look for another move of this tenant.");
        }
        TenantFaultPoints.SWITCH_OPENED.reached();
        router.moved(move.tenant(), move.source(), state.epoch());
        TenantFaultPoints.SWITCH_ROUTED.reached();
        context.checkpoint(LOSS).ifPresent(lost -> context.note("lost", lost));
    }

    private void guard(Connection connection) throws SQLException {
        new Fence(endpoints.get(move.source())).check(connection, context.migration(), context.token());
    }

    private boolean hasLeft(GateState state) {
        return state.position() == Position.MOVED
                && state.successor().filter(move.target()::equals).isPresent();
    }

    /** A move that was turned back before its switch may have left its writers waiting. */
    private void release(Gate gate) throws SQLException {
        Optional<GateState> state = gate.read(move.tenant());
        if (state.filter(found -> found.position() == Position.CLOSED
                        && found.closeId().startsWith(context.migration().value()))
                .isPresent()) {
            gate.reopen(this::guard, move.tenant(), state.get().closeId());
        }
    }

    /** Who can be reached can be carried back from. */
    private void refuseIfReachable() {
        if (isReachable(endpoints.get(move.target()))) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Endpoint " + move.target() + " can be reached, so that nothing of tenant " + move.tenant()
                            + " has to be lost. Nothing was changed.",
                    "Roll back with RollbackOptions.carryingWrites(...). If what it holds is worthless, shut it down first.");
        }
    }

    static boolean isReachable(Endpoint endpoint) {
        try {
            endpoint.inTransaction(connection -> connection.isValid(0));
            return true;
        } catch (SQLException | EndpointUnavailableException unreachable) {
            return false;
        }
    }

    /** The tenant may have moved on since; that stands in gates of later epochs. */
    private void refuseIfElsewhere(long epoch) throws SQLException {
        List<String> silent = new ArrayList<>();
        for (Endpoint other : endpoints.all()) {
            if (other.name().equals(move.source()) || other.name().equals(move.target())) {
                continue;
            }
            if (!isReachable(other)) {
                silent.add(other.name().value());
            } else if (epochOn(other) > epoch) {
                throw StepFailedException.fatal(
                        FailureKind.STEP_FAILED,
                        "Tenant " + move.tenant() + " has moved on to endpoint " + other.name() + " since, so endpoint "
                                + move.source() + " is not opened.",
                        "Look at the later moves of this tenant.");
            }
        }
        if (!silent.isEmpty()) {
            context.note("could not be asked whether the tenant has moved there", String.join(", ", silent));
        }
    }

    private long epochOn(Endpoint other) throws SQLException {
        try {
            return new Gate(other).read(move.tenant()).map(GateState::epoch).orElse(-1L);
        } catch (SQLException failure) {
            if (SqlStates.isMissingTable(failure)) {
                return -1;
            }
            throw failure;
        }
    }

    private StepFailedException noGate() {
        return StepFailedException.fatal(
                FailureKind.STEP_FAILED,
                "Tenant " + move.tenant() + " has no gate on endpoint " + move.source() + ".",
                "Look at the gates of both endpoints.");
    }
}
