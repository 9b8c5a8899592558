package dev.passage.migration.benchmarks.moving;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** An engine that moves tenants to the dedicated database. */
final class Mover implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LEASE = Duration.ofSeconds(3);

    private final MigrationController controller;

    Mover(DataSource journal, Endpoints endpoints, TenantRouter router) {
        controller = MigrationEngine.builder()
                .journal(JdbcJournal.on(journal).creatingSchema())
                .register(new TenantMoveHandler(endpoints, router))
                .leaseDuration(LEASE)
                .build();
    }

    static Mover over(List<String> urls) {
        return new Mover(
                TestDatabase.at(urls.get(0)),
                Neighbours.endpoints(urls),
                TenantRouter.startingAt(EndpointName.of(Neighbours.SHARED)));
    }

    /** Moves a tenant, and copies so many rows a second at most; as many as it can for zero. */
    void move(int tenant, long rowsPerSecond) throws InterruptedException {
        MigrationHandle handle = begin(
                TenantMove.of(Neighbours.tenant(tenant)).from(Neighbours.SHARED).to(Neighbours.DEDICATED));
        if (rowsPerSecond > 0) {
            controller.tune(handle.id(), "rows-per-second", rowsPerSecond, "benchmark", "others work here too");
        }
        completed(handle);
    }

    /** Begins a move that follows its tenant's writes and does not switch before it is told to. */
    MigrationHandle begin(TenantMove move) {
        MigrationPlan plan = controller.plan(MigrationSpec.of(move).requestedBy("benchmark"));
        return controller.execute(plan.id(), Approval.of(plan.digest()).by("benchmark"));
    }

    MigrationController controller() {
        return controller;
    }

    /** Takes up what a mover has left that died. */
    void finishWhatIsLeft() throws InterruptedException {
        controller.recover();
        completed(controller.handle(controller.migrations(1).get(0).id()));
    }

    static void completed(MigrationHandle handle) throws InterruptedException {
        MigrationResult result = handle.await(LIMIT);
        if (result.state() != MigrationState.COMPLETED) {
            throw new IllegalStateException("The move did not complete: " + result.status());
        }
    }

    @Override
    public void close() {
        controller.close();
    }
}
