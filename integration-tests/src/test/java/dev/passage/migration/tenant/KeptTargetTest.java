package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static dev.passage.migration.tenant.FleetOnBothSides.rowsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A target that is kept after a rollback, and a rollback in an emergency (R4, R5). */
final class KeptTargetTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final RollbackOptions USUAL = RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void theTargetsRowsAreKeptForDiagnosisWhileTheSourceWorks(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 20);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            MigrationId id = moved(engine, ExecutionOptions.USUAL.keepingAfterRollback(Duration.ofDays(3)));

            MigrationResult kept = engine.rollback(id, USUAL).await(LIMIT);

            assertThat(kept.state()).isEqualTo(MigrationState.WAITING);
            assertThat(gateOfSourceIsOpen(fleet)).isTrue();
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(before);

            engine.signal(id, ExecutionOptions.CLEAN_UP, "on-call", "found the reason");
            MigrationResult end = engine.handle(id).await(LIMIT);

            assertThat(end.state()).as("%s", end.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEmpty();
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void anEmergencyBringsTheSourceBackWithEveryWriteAndLeavesTheRestForLater(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 20);
            MigrationId id = moved(engine, ExecutionOptions.USUAL);
            FleetOnBothSides.update(
                    fleet.dedicated.dataSource(),
                    "UPDATE \"customers\" SET \"select\" = ? WHERE \"id\" = ?",
                    "x",
                    ACME);
            List<String> written = rowsOf(fleet.dedicated.dataSource(), ACME);

            MigrationResult restored = engine.rollback(id, USUAL.asEmergency()).await(LIMIT);

            assertThat(restored.state()).isEqualTo(MigrationState.WAITING);
            assertThat(gateOfSourceIsOpen(fleet)).isTrue();
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(written);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(written);
        }
    }

    private static boolean gateOfSourceIsOpen(FleetOnBothSides fleet) throws SQLException {
        return new Gate(fleet.endpoints.get(EndpointName.of("shared")))
                .read(ACME)
                .orElseThrow()
                .isOpen();
    }

    private static MigrationController engine(FleetOnBothSides fleet) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                .build();
    }

    private static MigrationId moved(MigrationController engine, ExecutionOptions options) throws InterruptedException {
        TenantMove move = TenantMove.of(ACME).from("shared").to("dedicated").root("customers");
        MigrationPlan plan =
                engine.plan(MigrationSpec.of(move).requestedBy("test").with(options));
        MigrationResult result = engine.execute(
                        plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(LIMIT);
        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        return plan.id();
    }
}
