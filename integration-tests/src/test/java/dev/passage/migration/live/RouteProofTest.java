package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A route that does not follow the switch turns it back, with what was written since (K2, R3). */
class RouteProofTest {

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void switchesBackWithEveryWriteWhenTheNewRouteDoesNotLeadThere(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(10, 5);
            DatabaseImage shared = LiveFleet.imageOf(fleet.shared);
            DatabaseImage dedicated = LiveFleet.imageOf(fleet.dedicated);
            TenantMoveHandler handler = new TenantMoveHandler(fleet.endpoints, new DeafRouter());
            MigrationResult result;

            Writers writers = Writers.start(fleet.store(), 4, 200, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet, handler)) {
                result = LiveMoves.run(engine, LiveFleet.move());
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(failure ->
                            assertThat(failure.message()).contains("Tenant acme is routed to endpoint shared"));
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.acknowledged()).isPositive();
            assertThat(writers.violations(LiveFleet.written(fleet.shared))).isEmpty();
            assertThat(dedicated.differencesTo(LiveFleet.imageOf(fleet.dedicated)))
                    .isEmpty();
            LiveFleet.checkNoResidue(shared, fleet.shared);
            LiveFleet.checkNoResidue(dedicated, fleet.dedicated);
        }
    }

    /** The host's own, which does not do what it is told; its writers go by the gates. */
    private static final class DeafRouter implements TenantRouter {
        @Override
        public EndpointName ownerOf(String tenant) {
            return EndpointName.of("shared");
        }

        @Override
        public void moved(String tenant, EndpointName owner, long epoch) {}
    }
}
