package dev.passage.migration.routing;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.sql.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds a tenant's owner and passes its gate (ALGORITHMS 1.5): waits while it is closed, opens it when its time is over, follows
 * the tenant when it has moved, and completes a move whose mover died between the decision and the opening.
 */
final class Entrance {
    private final Endpoints endpoints;
    private final TenantRouter router;
    private final String tenant;
    private final boolean strict;

    Entrance(Endpoints endpoints, TenantRouter router, String tenant, boolean strict) {
        this.endpoints = endpoints;
        this.router = router;
        this.tenant = tenant;
        this.strict = strict;
    }

    /** What the entrance does with the caller's connection. */
    interface Visitor {

        /** Returns the present connection if it leads there, else hands it back and borrows one that does. */
        OwnerConnection at(Endpoint endpoint) throws SQLException;

        /** Hands the present connection back, so that nobody waits while holding one. */
        void leave() throws SQLException;
    }

    String tenant() {
        return tenant;
    }

    Endpoint owner() {
        return endpoints.get(router.ownerOf(tenant));
    }

    /** Begins a transaction at the tenant's owner. */
    void enter(Visitor visitor, boolean readOnly, Duration limit) throws SQLException {
        Waiting waiting = new Waiting(tenant, limit);
        while (true) {
            Route route = Route.of(router, tenant);
            Endpoint endpoint = endpoints.get(route.owner());
            OwnerConnection connection;
            try {
                connection = visitor.at(endpoint);
            } catch (EndpointUnavailableException unreachable) {
                if (!isElsewhere(route)) {
                    throw unreachable;
                }
                waiting.check();
                continue;
            }
            Optional<Optional<GateState>> answer = ask(connection, readOnly, waiting);
            if (answer.isEmpty()) {
                visitor.leave();
                waiting.pause();
            } else if (passes(answer.get(), route, readsOnly(endpoint, readOnly))) {
                answer.get().ifPresent(state -> router.moved(tenant, route.owner(), state.epoch()));
                RoutingFaultPoints.GATE_ENTERED.reached();
                return;
            } else {
                connection.rollBack();
                visitor.leave();
                turn(answer.get(), route, new Gate(endpoint), waiting);
            }
        }
    }

    /** An owner that is dead may have been given up: then the gate of another side is open in a later epoch, and the highest counts. */
    private boolean isElsewhere(Route route) {
        Route latest = route;
        for (Endpoint other : endpoints.all()) {
            long known = latest.epoch();
            Optional<GateState> later = other.name().equals(route.owner())
                    ? Optional.empty()
                    : stateAt(other).filter(state -> state.isOpen() && state.epoch() > known);
            if (later.isPresent()) {
                latest = new Route(other.name(), later.get().epoch());
            }
        }
        if (latest.epoch() == route.epoch()) {
            return false;
        }
        router.moved(tenant, latest.owner(), latest.epoch());
        return true;
    }

    private Optional<GateState> stateAt(Endpoint other) {
        try {
            return new Gate(other).read(tenant);
        } catch (SQLException | EndpointUnavailableException unknown) {
            return Optional.empty();
        }
    }

    /** Looks again at a gate that a statement may have let go of; what was done before it must not be lost unseen. */
    void reenter(OwnerConnection connection, boolean readOnly) throws SQLException {
        Optional<GateState> state = look(connection, readOnly);
        Route route = new Route(connection.endpoint().name(), router.epochOf(tenant));
        if (!passes(state, route, readsOnly(connection.endpoint(), readOnly))) {
            connection.rollBack();
            throw new TenantRelocatedException(tenant, "a statement had ended the transaction before");
        }
    }

    /** Returns what the gate says; nothing when the transaction lost against another and is to be begun again. */
    private Optional<Optional<GateState>> ask(OwnerConnection connection, boolean readOnly, Waiting waiting)
            throws SQLException {
        try {
            connection.begin();
            return Optional.of(look(connection, readOnly));
        } catch (SQLException failure) {
            Dialect dialect = connection.endpoint().dialect();
            if (!SqlStates.isMissingTable(failure)
                    && !dialect.isTransient(failure)
                    && !dialect.isLockTimeout(failure)) {
                throw failure;
            }
            connection.rollBack();
            if (SqlStates.isMissingTable(failure)) {
                create(connection.endpoint());
            }
            waiting.check();
            return Optional.empty();
        }
    }

    private Optional<GateState> look(OwnerConnection connection, boolean readOnly) throws SQLException {
        Gate gate = new Gate(connection.endpoint());
        if (!readsOnly(connection.endpoint(), readOnly)) {
            return gate.enter(connection.connection(), tenant);
        }
        return strict ? gate.attend(connection.connection(), tenant) : gate.look(connection.connection(), tenant);
    }

    /** Only PostgreSQL keeps a read-only transaction from writing, and there it takes no row locks. */
    private static boolean readsOnly(Endpoint endpoint, boolean readOnly) {
        return readOnly && endpoint.dialect().engine() == Engine.POSTGRESQL;
    }

    private boolean passes(Optional<GateState> gate, Route route, boolean readsOnly) {
        if (gate.isEmpty()) {
            return false;
        }
        GateState state = gate.get();
        if (state.isOpen() && state.epoch() < route.epoch()) {
            throw new EndpointUnavailableException(
                    route.owner(),
                    "The gate of tenant " + tenant + " on endpoint " + route.owner() + " is open in epoch "
                            + state.epoch() + ", though the tenant moved there only in epoch " + route.epoch() + ".",
                    "Find out who wrote there before the move, and plan the move again.",
                    null);
        }
        return state.isOpen()
                || (readsOnly && !strict && state.position() == Position.CLOSED && state.epoch() >= route.epoch());
    }

    private void turn(Optional<GateState> gate, Route route, Gate at, Waiting waiting) throws SQLException {
        waiting.check();
        if (gate.isEmpty() && route.epoch() == 0) {
            at.ensure(tenant);
        } else if (gate.isEmpty() || gate.get().epoch() < route.epoch()) {
            at.open(tenant, route.epoch());
        } else if (gate.get().position() == Position.MOVED) {
            RoutingFaultPoints.TENANT_MOVED.reached();
            GateState state = gate.get();
            router.moved(tenant, state.successor().orElseThrow(), state.epoch());
        } else if (gate.get().expired()) {
            at.heal(tenant);
        } else {
            RoutingFaultPoints.GATE_CLOSED.reached();
            waiting.pause();
        }
    }

    private static void create(Endpoint endpoint) throws SQLException {
        try {
            GateTables.createMissing(endpoint);
        } catch (SQLException refused) {
            throw new SQLException(
                    "Endpoint " + endpoint.name()
                            + " has no table passage_gate, and its user may not create it. Run the"
                            + " statements of GateTables.definitions(..) there.",
                    refused.getSQLState(),
                    refused.getErrorCode(),
                    refused);
        }
    }
}
