package dev.passage.migration.routing;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateTables;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** Two databases with a table each, and a tenant that lives in the first. */
final class RoutingFixture {
    static final EndpointName SHARED = EndpointName.of("shared");
    static final EndpointName DEDICATED = EndpointName.of("dedicated");
    static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Gate.Guard NO_GUARD = connection -> {};

    final String tenant;
    final DataSource sharedDatabase;
    final DataSource dedicatedDatabase;
    final Endpoints endpoints;
    final TenantRouter router = TenantRouter.startingAt(SHARED);
    final TenantConnections tenants;
    final Gate shared;
    final Gate dedicated;

    RoutingFixture(Engine engine, Path folder) throws SQLException {
        this(engine, folder, "acme");
    }

    RoutingFixture(Engine engine, Path folder, String tenant) throws SQLException {
        this.tenant = tenant;
        sharedDatabase = TestDatabase.create(engine, folder);
        dedicatedDatabase = TestDatabase.create(engine, folder);
        for (DataSource database : new DataSource[] {sharedDatabase, dedicatedDatabase}) {
            TestDatabase.execute(database, "CREATE TABLE note (id INT PRIMARY KEY, body VARCHAR(100))");
        }
        endpoints = Endpoints.of(Map.of("shared", sharedDatabase, "dedicated", dedicatedDatabase));
        tenants = TenantConnections.over(endpoints, router);
        shared = new Gate(endpoints.get(SHARED));
        dedicated = new Gate(endpoints.get(DEDICATED));
        GateTables.createMissing(endpoints.get(SHARED));
        GateTables.createMissing(endpoints.get(DEDICATED));
        shared.ensure(tenant);
    }

    void close(Duration pause) throws SQLException {
        shared.close(NO_GUARD, tenant, 0, "c1", pause, MINUTE);
    }

    /** Decides the move and leaves the new owner unopened, as a mover that dies there does. */
    void decide() throws SQLException {
        close(MINUTE);
        shared.decide(NO_GUARD, tenant, "c1", DEDICATED);
    }

    void move() throws SQLException {
        decide();
        dedicated.open(tenant, 1);
    }

    void reopen() throws SQLException {
        shared.reopen(NO_GUARD, tenant, "c1");
    }

    long notes(DataSource database) throws SQLException {
        return TestDatabase.number(database, "SELECT COUNT(*) FROM note");
    }
}
