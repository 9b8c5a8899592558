package dev.passage.migration.examples.quickstart;

import dev.passage.migration.MigrationController;
import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.routing.TenantConnections;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/** The README's five-minute start: everything a host needs to move a tenant. */
public final class QuickStart {
    private final Endpoints endpoints;
    private final TenantRouter router;
    private final TenantConnections tenants;

    /**
     * Names the host's databases.
     *
     * @param shared where tenants live that have not moved
     * @param dedicated where one of them shall live
     */
    public QuickStart(DataSource shared, DataSource dedicated) {
        endpoints = Endpoints.of(Map.of("shared", shared, "dedicated", dedicated));
        router = TenantRouter.startingAt(EndpointName.of("shared"));
        tenants = TenantConnections.over(endpoints, router); // instead of one DataSource
    }

    /**
     * Moves a tenant.
     *
     * @param control where the journal is kept
     * @param tenant the tenant
     * @return how it ended
     * @throws InterruptedException if the thread was interrupted; the move goes on at the next start
     */
    public MigrationResult move(DataSource control, String tenant) throws InterruptedException {
        try (MigrationController migrations = MigrationEngine.builder()
                .journal(JdbcJournal.on(control).creatingSchema())
                .register(new TenantMoveHandler(endpoints, router))
                .build()) {
            migrations.recover(); // takes over what a dead instance left

            MigrationPlan plan = migrations.plan(
                    MigrationSpec.of(TenantMove.of(tenant).from("shared").to("dedicated"))
                            .requestedBy("platform-team")
                            .because("plan change to professional"));
            System.out.println(plan.render(PlanFormat.TEXT)); // steps, rows, minutes, write pause, risks

            MigrationResult result = migrations
                    .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                    .await(Duration.ofHours(2));
            System.out.println(migrations.report(plan.id()));
            return result;
        }
    }

    /**
     * Writes as the host always does, wherever the tenant lives.
     *
     * @param tenant the tenant
     * @param sql what to write
     * @throws SQLException when the database refuses; nothing is stored
     */
    public void write(String tenant, String sql) throws SQLException {
        tenants.inTransaction(tenant, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        });
    }
}
