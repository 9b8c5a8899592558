package dev.passage.migration.crash;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantRouter;
import java.sql.SQLException;

/** Asks the gates each time, so that a process that has just started knows as much as the one that died. */
public record GateReadingRouter(Endpoints endpoints) implements TenantRouter {

    @Override
    public EndpointName ownerOf(String tenant) {
        try {
            for (Endpoint endpoint : endpoints.all()) {
                if (GateTables.exist(endpoint)
                        && new Gate(endpoint)
                                .read(tenant)
                                .filter(GateState::isOpen)
                                .isPresent()) {
                    return endpoint.name();
                }
            }
            return EndpointName.of("shared");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void moved(String tenant, EndpointName owner, long epoch) {}
}
