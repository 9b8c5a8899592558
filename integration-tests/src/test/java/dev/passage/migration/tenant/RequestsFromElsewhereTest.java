package dev.passage.migration.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two instances of a host share one journal in a database: what a person asks of the one is done by the other that runs the
 * migration, at its next safe point, and stands in the journal with actor and reason (X2, X4, X13).
 */
final class RequestsFromElsewhereTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration GLANCE = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void slowedPausedResumedHurriedAndRolledBackByAnotherInstance(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.durableIn(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(4, 500);
            TestDatabase journal = databases.create(kind, "journal");
            try (MigrationController here = engine(fleet, journal, "here");
                    MigrationController elsewhere = engine(fleet, journal, "elsewhere")) {
                MigrationPlan plan = elsewhere.plan(MigrationSpec.of(TenantMove.of(FleetOnBothSides.ACME)
                        .from("shared")
                        .to("dedicated")
                        .root("customers")));
                MigrationId id = plan.id();
                elsewhere.tune(id, "rows-per-second", 10, "on-call", "the target is slow");

                here.execute(id, Approval.of(plan.digest()).by("on-call"));
                awaitCopy(here, id);
                MigrationResult slow = here.handle(id).await(GLANCE);
                elsewhere.pause(id, "on-call", "look first");
                MigrationResult paused = here.handle(id).await(LIMIT);
                elsewhere.tune(id, "rows-per-second", 1_000_000, "on-call", "the target is well");
                MigrationResult moved = elsewhere.resume(id, "on-call", "go on").await(LIMIT);
                MigrationResult back = here.rollback(
                                id,
                                RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS)
                                        .by("on-call")
                                        .because("not yet"))
                        .await(LIMIT);

                assertThat(slow.state().isTerminal()).isFalse();
                assertThat(paused.state()).isEqualTo(MigrationState.PAUSED);
                assertThat(moved.state()).as("%s", moved.status()).isEqualTo(MigrationState.COMPLETED);
                assertThat(back.state()).as("%s", back.status()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(requests(here.history(id)))
                        .containsExactly(
                                "Tuned", "Approved", "PauseRequested", "Tuned", "ResumeRequested", "RollbackRequested");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void cancelledByAnotherInstanceItLeavesTheTenantWhereItWas(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.durableIn(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(4, 500);
            TestDatabase journal = databases.create(kind, "journal");
            try (MigrationController here = engine(fleet, journal, "here");
                    MigrationController elsewhere = engine(fleet, journal, "elsewhere")) {
                MigrationPlan plan = here.plan(MigrationSpec.of(TenantMove.of(FleetOnBothSides.ACME)
                        .from("shared")
                        .to("dedicated")
                        .root("customers")));
                here.tune(plan.id(), "rows-per-second", 10, "on-call", "slowly");
                here.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
                awaitCopy(here, plan.id());

                elsewhere.cancel(plan.id(), "on-call", "wrong tenant");
                MigrationResult ended = elsewhere.handle(plan.id()).await(LIMIT);

                assertThat(ended.state()).as("%s", ended.status()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(fleet.routes.ownerOf(FleetOnBothSides.ACME).value()).isEqualTo("shared");
                assertThat(elsewhere.history(plan.id()))
                        .anySatisfy(record -> assertThat(record.body()).contains("wrong tenant"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aRunningEngineTakesOverByItselfWhatADeadOneLeft(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.durableIn(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(2, 20);
            TestDatabase journal = databases.create(kind, "journal");
            try (MigrationController elsewhere = engine(fleet, journal, "elsewhere")) {
                elsewhere.recover();
                MigrationPlan plan = elsewhere.plan(MigrationSpec.of(TenantMove.of(FleetOnBothSides.ACME)
                        .from("shared")
                        .to("dedicated")
                        .root("customers")));
                JdbcJournal dead = JdbcJournal.on(journal.dataSource());
                dead.acquire(plan.id(), "dead", Duration.ofMillis(700));

                MigrationResult result = elsewhere
                        .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                        .await(LIMIT);

                assertThat(result.state()).as("%s", result.status()).isEqualTo(MigrationState.COMPLETED);
                assertThat(elsewhere.history(plan.id())).anySatisfy(record -> {
                    assertThat(record.kind()).isEqualTo("TakenUp");
                    assertThat(record.token().value()).isEqualTo(2);
                });
            }
        }
    }

    private static void awaitCopy(MigrationController controller, MigrationId id) throws InterruptedException {
        for (int glance = 0; glance < 200; glance++) {
            if (controller.status(id).currentSteps().contains(StepId.of("copy"))) {
                return;
            }
            controller.handle(id).await(GLANCE);
        }
        throw new AssertionError("The copy did not begin: " + controller.status(id));
    }

    private static List<String> requests(List<JournalRecord> records) {
        return records.stream()
                .filter(record -> record.actor().equals("on-call"))
                .map(JournalRecord::kind)
                .toList();
    }

    private static MigrationController engine(FleetOnBothSides fleet, TestDatabase journal, String name) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(journal.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                .instance(name)
                .leaseDuration(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .build();
    }
}
