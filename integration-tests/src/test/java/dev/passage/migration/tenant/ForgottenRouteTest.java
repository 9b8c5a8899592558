package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.engine.MigrationEngineBuilder;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.routing.TenantRouter;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that starts anew knows no route that an earlier one learned, and finishes all the same (X1, K2). */
class ForgottenRouteTest {
    private static final EndpointName HOME = EndpointName.of("shared");

    @TempDir
    private Path folder;

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @Test
    void provesTheRouteThatAnEarlierProcessSwitched() throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, DatabaseKind.H2, true)) {
            fleet.fill(2, 5);
            CountDownLatch dead = dieOnceTheSwitchIsJournaled();
            TenantRouter anew = TenantRouter.startingAt(HOME);

            try (MigrationController first = engine(fleet, TenantRouter.startingAt(HOME), "first")
                            .pollInterval(Duration.ofHours(1))
                            .build();
                    MigrationController second = engine(fleet, anew, "second").build()) {
                MigrationId id = begin(first);
                assertThat(dead.await(1, TimeUnit.MINUTES)).isTrue();
                second.recover();
                MigrationResult result = second.handle(id).await(Duration.ofMinutes(1));

                assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
                assertThat(anew.ownerOf(ACME)).isEqualTo(EndpointName.of("dedicated"));
            }
        }
    }

    private static CountDownLatch dieOnceTheSwitchIsJournaled() {
        AtomicBoolean switched = new AtomicBoolean();
        CountDownLatch dead = new CountDownLatch(1);
        FaultPoint.inject(point -> {
            if (point.equals(TenantFaultPoints.SWITCH_ROUTED)) {
                switched.set(true);
            } else if (point.equals(ExecutorFaultPoints.AFTER_APPEND) && switched.get() && dead.getCount() > 0) {
                dead.countDown();
                throw new SimulatedCrashError(point);
            }
        });
        return dead;
    }

    private static MigrationEngineBuilder engine(FleetOnBothSides fleet, TenantRouter router, String instance) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, router))
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(100))
                .instance(instance);
    }

    private static MigrationId begin(MigrationController engine) {
        MigrationPlan plan = engine.plan(MigrationSpec.of(
                TenantMove.of(ACME).from("shared").to("dedicated").root("customers")));
        engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        return plan.id();
    }
}
