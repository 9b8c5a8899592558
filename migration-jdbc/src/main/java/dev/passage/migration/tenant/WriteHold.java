package dev.passage.migration.tenant;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.identity.MigrationId;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Holds a tenant's writes on the side that owns it, by its gate. Each closing has a name of its own that begins with the
 * migration's id: after a restart the mover finds in the gate whether its closing still holds, or writers were let in
 * meanwhile, which makes everything copied under it worthless.
 */
final class WriteHold {
    private static final int TRIES = 5;

    private final Endpoint endpoint;
    private final Gate gate;
    private final TenantMove move;
    private final MigrationId migration;

    WriteHold(Endpoint endpoint, TenantMove move, MigrationId migration) {
        this.endpoint = endpoint;
        this.gate = new Gate(endpoint);
        this.move = move;
        this.migration = migration;
    }

    /** Makes sure that writes are held, and returns the name of the closing that holds them. */
    String ensure(Gate.Guard guard) throws SQLException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            GateState state = gate.read(move.tenant()).orElseThrow(this::noGate);
            if (isOurs(state)) {
                if (gate.extend(guard, move.tenant(), state.closeId(), move.holdFor())) {
                    return state.closeId();
                }
            } else if (state.isOpen()) {
                String closeId =
                        migration.value() + ":" + UUID.randomUUID().toString().substring(0, 8);
                if (gate.close(guard, move.tenant(), state.epoch(), closeId, move.holdFor(), move.writerPatience())
                        && gate.extend(guard, move.tenant(), closeId, move.holdFor())) {
                    return closeId;
                }
            } else if (state.expired()) {
                gate.heal(move.tenant());
            } else {
                throw refused(state);
            }
        }
        throw StepFailedException.retryable(
                FailureKind.TIMEOUT,
                "The gate of tenant " + move.tenant() + " on endpoint " + endpoint.name() + " kept changing.",
                "Look for another move of this tenant.");
    }

    /** Lets writers in again, if it is this migration that holds them. */
    void release(Gate.Guard guard) throws SQLException {
        Optional<GateState> state = gate.read(move.tenant());
        if (state.filter(this::isOurs).isPresent()) {
            gate.reopen(guard, move.tenant(), state.get().closeId());
        }
    }

    /** Prolongs the closing, if there is one of this migration. */
    void prolong(Gate.Guard guard) throws SQLException {
        Optional<GateState> state = gate.read(move.tenant());
        if (state.filter(this::isOurs).isPresent()) {
            gate.extend(guard, move.tenant(), state.get().closeId(), move.holdFor());
        }
    }

    private boolean isOurs(GateState state) {
        return state.position() == GateState.Position.CLOSED && state.closeId().startsWith(migration.value() + ":");
    }

    private StepFailedException noGate() {
        return StepFailedException.fatal(
                FailureKind.STEP_FAILED,
                "Tenant " + move.tenant() + " has no gate on endpoint " + endpoint.name() + ".",
                "Plan the move again from the endpoint where the tenant is.");
    }

    private StepFailedException refused(GateState state) {
        return StepFailedException.retryable(
                FailureKind.STEP_FAILED,
                "Endpoint " + endpoint.name() + " does not own tenant " + move.tenant() + ": its gate is "
                        + state.position() + " in epoch " + state.epoch() + ".",
                "Plan the move again from the endpoint where the tenant is.");
    }
}
