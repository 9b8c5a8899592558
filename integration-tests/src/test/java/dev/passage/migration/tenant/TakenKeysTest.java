package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static dev.passage.migration.tenant.FleetOnBothSides.BYSTANDER;
import static dev.passage.migration.tenant.FleetOnBothSides.rowsOf;
import static dev.passage.migration.tenant.FleetOnBothSides.update;
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
import org.junit.jupiter.api.Test;
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

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void givesTheTenantOtherKeysTogetherWithWhatRefersToThemAndItsOwnOnTheWayBack(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 5);
            settle(fleet.dedicated.dataSource(), 1_002, 1_003, 7);
            List<String> acme = rowsOf(fleet.shared.dataSource(), ACME);
            List<String> bystander = rowsOf(fleet.dedicated.dataSource(), BYSTANDER);

            MigrationResult moved = run(engine, MOVE.changingTakenKeys());

            List<String> there = rowsOf(fleet.dedicated.dataSource(), ACME);
            assertThat(engine.planOf(moved.status().id()).findings())
                    .filteredOn(finding -> finding.code().equals("key.changed"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.toString())
                            .contains("\"vehicles\".\"id\" + 1,000,003", "\"positions\".\"vehicle\" + 1,000,003"));
            assertThat(there).isEqualTo(withOtherVehicles(acme, 1_000_003));
            assertThat(rowsOf(fleet.dedicated.dataSource(), BYSTANDER)).isEqualTo(bystander);

            List<String> written =
                    acme.stream().map(row -> row.replace("|P-2|", "|Q-2|")).toList();
            update(
                    fleet.dedicated.dataSource(),
                    "UPDATE \"vehicles\" SET \"plate\" = ? WHERE \"plate\" = ?",
                    "Q-2",
                    "P-2");
            MigrationResult back = rollback(engine, moved.status().id());

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(written);
            assertThat(rowsOf(fleet.dedicated.dataSource(), BYSTANDER)).isEqualTo(bystander);
        }
    }

    @Test
    void aTakenKeyThatIsNoNumberStillBlocks() throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, DatabaseKind.H2, true);
                MigrationController engine = engine(fleet)) {
            fleet.fill(3, 5);
            for (DataSource side : List.of(fleet.shared.dataSource(), fleet.dedicated.dataSource())) {
                update(side, "ALTER TABLE \"vehicles\" ADD COLUMN \"chassis\" VARCHAR(20) UNIQUE");
            }
            settle(fleet.dedicated.dataSource(), 7);
            update(fleet.dedicated.dataSource(), "UPDATE \"vehicles\" SET \"chassis\" = ?", "C-1");
            update(fleet.shared.dataSource(), "UPDATE \"vehicles\" SET \"chassis\" = ? WHERE \"id\" = ?", "C-1", 1_001);

            MigrationPlan plan =
                    engine.plan(MigrationSpec.of(MOVE.changingTakenKeys()).requestedBy("test"));

            assertThat(plan.blockingFindings())
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.toString()).contains("1 row of table \"vehicles\" by (chassis)"));
        }
    }

    /** The same rows with vehicles' numbers that are greater, wherever they stand first in a row. */
    private static List<String> withOtherVehicles(List<String> rows, int by) {
        return rows.stream()
                .map(row -> {
                    String first = row.substring(0, row.indexOf('|'));
                    boolean ofVehicle = first.matches("100[1-3]") && !row.contains("|12.3400|");
                    return ofVehicle ? Integer.parseInt(first) + by + row.substring(first.length()) : row;
                })
                .toList();
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
