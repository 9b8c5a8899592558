package dev.passage.migration.examples.demo;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.routing.TenantConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** What the host application sees of the tenant, whatever has happened. */
final class DemoView {
    private final Endpoints endpoints;
    private final TenantConnections tenants;

    DemoView(Endpoints endpoints, TenantConnections tenants) {
        this.endpoints = endpoints;
        this.tenants = tenants;
    }

    String describe() throws SQLException {
        return String.format(
                Locale.ENGLISH,
                "The application asks for a connection of %s and reads %,d positions of it, %s.",
                DemoFleet.TENANT,
                positions(),
                owner().map(name -> "on " + name).orElse("on shared, which it has never left"));
    }

    private long positions() throws SQLException {
        try (Connection connection = tenants.connection(DemoFleet.TENANT)) {
            return DemoFleet.positions(connection);
        }
    }

    private Optional<String> owner() throws SQLException {
        for (Endpoint endpoint : endpoints.all()) {
            if (GateTables.exist(endpoint)
                    && new Gate(endpoint)
                            .read(DemoFleet.TENANT)
                            .filter(GateState::isOpen)
                            .isPresent()) {
                return Optional.of(endpoint.name().value());
            }
        }
        return Optional.empty();
    }
}
