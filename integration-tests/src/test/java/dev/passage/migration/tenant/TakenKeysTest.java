package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static dev.passage.migration.tenant.FleetOnBothSides.BYSTANDER;
import static dev.passage.migration.tenant.FleetOnBothSides.rowsOf;
import static dev.passage.migration.tenant.FleetOnBothSides.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.ConflictStrategy;
import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant moves into tables that hold rows of others, and none of theirs is touched (D12, R3). */
class TakenKeysTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final TenantMove MOVE =
            TenantMove.of(ACME).from("shared").to("dedicated").root("customers");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void namesTheKeysThatAnotherTenantHasBeforeTheFirstWrite(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 5);
            settle(fleet.dedicated.dataSource(), 1_002, 1_003, 7);

            MigrationPlan plan = engine.plan(MigrationSpec.of(MOVE).requestedBy("test"));

            assertThat(plan.blockingFindings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.code()).isEqualTo("key.taken"))
                    .satisfies(finding -> assertThat(finding.toString())
                            .contains("2 rows of table \"vehicles\" by (id)")
                            .doesNotContain("1002"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aRowThatTookAKeyOnTheSourceSinceIsNeverOverwrittenAndTheTenantComesBackWithAnother(DatabaseKind kind)
            throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 5);
            MigrationResult moved = run(engine, MOVE);
            addVehicle(fleet.shared.dataSource(), 5_000, BYSTANDER);
            addVehicle(fleet.dedicated.dataSource(), 5_000, ACME);
            List<String> bystander = rowsOf(fleet.shared.dataSource(), BYSTANDER);
            List<String> acme = rowsOf(fleet.dedicated.dataSource(), ACME);

            MigrationResult refused = rollback(engine, moved.status().id());

            assertThat(refused.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
            assertThat(refused.status().failure())
                    .hasValueSatisfying(failure -> assertThat(failure.message())
                            .contains("1 row of table \"vehicles\" by (id)", "Nothing was written")
                            .doesNotContain("5000"));
            assertThat(rowsOf(fleet.shared.dataSource(), BYSTANDER)).isEqualTo(bystander);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(acme);
            assertThat(isOpen(fleet, "dedicated")).isTrue();

            update(fleet.dedicated.dataSource(), "UPDATE \"vehicles\" SET \"id\" = ? WHERE \"id\" = ?", 6_000, 5_000);
            List<String> withOtherKey = rowsOf(fleet.dedicated.dataSource(), ACME);
            MigrationResult back = rollback(engine, moved.status().id());

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(withOtherKey);
            assertThat(rowsOf(fleet.shared.dataSource(), BYSTANDER)).isEqualTo(bystander);
        }
    }

    private static MigrationController engine(FleetOnBothSides fleet) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.control.dataSource()).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.routes))
                .build();
    }

    private static MigrationResult run(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move).requestedBy("test"));
        assertThat(plan.blockingFindings()).as(plan.render(PlanFormat.TEXT)).isEmpty();
        MigrationResult result = engine.execute(
                        plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(LIMIT);
        assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
        return result;
    }

    private static MigrationResult rollback(MigrationController engine, MigrationId id) throws InterruptedException {
        return engine.rollback(id, RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS))
                .await(LIMIT);
    }

    private static boolean isOpen(FleetOnBothSides fleet, String endpoint) throws SQLException {
        return new Gate(fleet.endpoints.get(EndpointName.of(endpoint)))
                .read(ACME)
                .orElseThrow()
                .isOpen();
    }

    private static void settle(DataSource side, int... vehicles) throws SQLException {
        update(side, "INSERT INTO \"countries\" VALUES (?, ?)", "de", "Germany");
        update(side, "INSERT INTO \"customers\" VALUES (?, ?, ?)", BYSTANDER, null, "de");
        for (int vehicle : vehicles) {
            addVehicle(side, vehicle, BYSTANDER);
        }
    }

    private static void addVehicle(DataSource side, int id, String tenant) throws SQLException {
        update(
                side,
                "INSERT INTO \"vehicles\" (\"id\", \"customer\", \"plate\") VALUES (?, ?, ?)",
                id,
                tenant,
                "V-" + id);
    }
}
