package dev.passage.migration.tenant;

import static dev.passage.migration.tenant.FleetOnBothSides.ACME;
import static dev.passage.migration.tenant.FleetOnBothSides.BYSTANDER;
import static dev.passage.migration.tenant.FleetOnBothSides.rowsOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.gate.GateState.Position;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepStatus;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant moves, and comes back with every write: promises 1, 2 and 5 (D1, D2, D3, D7, D11, K2, R1, R3). */
class TenantMoveTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void movesEveryRowOfTheTenantAndNoneOfAnother(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(4, 50);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            List<String> bystander = rowsOf(fleet.shared.dataSource(), BYSTANDER);

            MigrationResult result = move(
                    fleet, TenantMove.of(ACME).from("shared").to("dedicated").root("customers"));

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(before);
            assertThat(rowsOf(fleet.shared.dataSource(), BYSTANDER)).isEqualTo(bystander);
            assertThat(rowsOf(fleet.dedicated.dataSource(), BYSTANDER)).isEmpty();
            assertThat(gate(fleet, "shared").position()).isEqualTo(Position.MOVED);
            assertThat(gate(fleet, "dedicated").isOpen()).isTrue();
            assertThat(fleet.routes.ownerOf(ACME)).isEqualTo(EndpointName.of("dedicated"));
            assertThat(result.status().steps())
                    .flatExtracting(step -> step.notes().entrySet())
                    .extracting(Object::toString)
                    .contains("rows of positions=200");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void newRowsGoOnWithTheNumbersOfTheSource(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(4, 1);

            move(fleet, TenantMove.of(ACME).from("shared").to("dedicated").root("customers"));
            FleetOnBothSides.update(
                    fleet.dedicated.dataSource(),
                    "INSERT INTO \"vehicles\" (\"customer\", \"plate\") VALUES (?, ?)",
                    ACME,
                    "NEW");

            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).anyMatch(row -> row.startsWith("1005|"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void createsTheTargetsTablesWhenAskedToAndTakesThemAwayOnTheWayBack(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, false)) {
            fleet.fill(2, 10);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            TenantMove move = TenantMove.of(ACME)
                    .from("shared")
                    .to("dedicated")
                    .root("customers")
                    .creatingTargetSchema();

            try (MigrationController engine = engine(fleet)) {
                MigrationResult moved = run(engine, move);
                assertThat(moved.state()).as("%s", moved.status().failure()).isEqualTo(MigrationState.COMPLETED);
                assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(before);

                MigrationResult back = rollback(engine, moved.status().id());

                assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
                assertThat(engine.resources(moved.status().id())).allMatch(resource -> resource.released());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aRollbackAfterTheSwitchLosesNoWriteMadeSince(DatabaseKind kind) throws Exception {
        comesBackWithEveryWrite(
                kind, TenantMove.of(ACME).from("shared").to("dedicated").root("customers"));
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aRollbackLosesNoWriteAlsoWhereWritersAreHeld(DatabaseKind kind) throws Exception {
        comesBackWithEveryWrite(
                kind,
                TenantMove.of(ACME)
                        .from("shared")
                        .to("dedicated")
                        .root("customers")
                        .holdingWrites());
    }

    private void comesBackWithEveryWrite(DatabaseKind kind, TenantMove move) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(3, 20);
            List<String> bystander = rowsOf(fleet.shared.dataSource(), BYSTANDER);
            try (MigrationController engine = engine(fleet)) {
                MigrationResult moved = run(engine, move);
                writeOnTheNewSide(fleet);
                List<String> written = rowsOf(fleet.dedicated.dataSource(), ACME);

                MigrationResult back = rollback(engine, moved.status().id());

                assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
                assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(written);
                assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEmpty();
                assertThat(rowsOf(fleet.shared.dataSource(), BYSTANDER)).isEqualTo(bystander);
                assertThat(gate(fleet, "shared").isOpen()).isTrue();
                assertThat(gate(fleet, "shared").epoch()).isEqualTo(2);
                assertThat(gate(fleet, "dedicated").position()).isEqualTo(Position.MOVED);
            }
        }
    }

    private static void writeOnTheNewSide(FleetOnBothSides fleet) throws SQLException {
        // The deleted vehicle's plate goes to a new vehicle, two others exchange theirs, a boss changes to a new
        // driver, a driver
        // loses his.
        FleetOnBothSides.update(fleet.dedicated.dataSource(), "DELETE FROM \"positions\" WHERE \"vehicle\" = ?", 1001);
        FleetOnBothSides.update(fleet.dedicated.dataSource(), "DELETE FROM \"vehicles\" WHERE \"id\" = ?", 1001);
        FleetOnBothSides.update(
                fleet.dedicated.dataSource(),
                "INSERT INTO \"vehicles\" (\"customer\", \"plate\") VALUES (?, ?)",
                ACME,
                "P-1");
        for (String[] plates :
                List.of(new String[] {"-", "P-2"}, new String[] {"P-2", "P-3"}, new String[] {"P-3", "-"})) {
            FleetOnBothSides.update(
                    fleet.dedicated.dataSource(),
                    "UPDATE \"vehicles\" SET \"plate\" = ? WHERE \"plate\" = ?",
                    plates[0],
                    plates[1]);
        }
        FleetOnBothSides.update(
                fleet.dedicated.dataSource(),
                "INSERT INTO \"Drivers\" (\"id\", \"customer\", \"boss\", \"pay\") VALUES (?, ?, ?, ?)",
                2000,
                ACME,
                1003,
                null);
        FleetOnBothSides.update(
                fleet.dedicated.dataSource(), "UPDATE \"Drivers\" SET \"boss\" = ? WHERE \"id\" = ?", 2000, 1001);
        FleetOnBothSides.update(
                fleet.dedicated.dataSource(), "UPDATE \"Drivers\" SET \"boss\" = NULL WHERE \"id\" = ?", 1002);
        FleetOnBothSides.update(
                fleet.dedicated.dataSource(), "UPDATE \"customers\" SET \"select\" = ? WHERE \"id\" = ?", "x", ACME);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsWhatIsTooOldToMoveWhereItIsThereAndBack(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(2, 72);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            TenantMove move = TenantMove.of(ACME)
                    .from("shared")
                    .to("dedicated")
                    .root("customers")
                    .keep("positions", Duration.ofHours(36), "at");
            try (MigrationController engine = engine(fleet)) {
                MigrationResult moved = run(engine, move);
                assertThat(moved.state()).as("%s", moved.status().failure()).isEqualTo(MigrationState.COMPLETED);
                assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).hasSizeLessThan(before.size());

                rollback(engine, moved.status().id());

                assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aDamagedRowIsFoundNamedAndRolledBack(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(2, 5);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            damageAfterCopy(fleet);

            MigrationResult result = move(
                    fleet,
                    TenantMove.of(ACME)
                            .from("shared")
                            .to("dedicated")
                            .root("customers")
                            .holdingWrites());

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.DATA_CORRUPTION);
                assertThat(failure.message()).contains("Drivers", "1002", "pay").doesNotContain("12.34");
            });
            assertThat(rowsOf(fleet.shared.dataSource(), ACME)).isEqualTo(before);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEmpty();
            assertThat(gate(fleet, "shared").isOpen()).isTrue();
        }
    }

    /** Repaired from the owner when asked, reported, and verified again (D14). */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void aDamagedRowIsRepairedWhenAsked(DatabaseKind kind) throws Exception {
        try (TestDatabases databases = TestDatabases.in(folder);
                FleetOnBothSides fleet = new FleetOnBothSides(databases, kind, true)) {
            fleet.fill(2, 5);
            List<String> before = rowsOf(fleet.shared.dataSource(), ACME);
            damageAfterCopy(fleet);

            MigrationResult result = move(
                    fleet,
                    TenantMove.of(ACME)
                            .from("shared")
                            .to("dedicated")
                            .root("customers")
                            .holdingWrites()
                            .repairingDifferences());

            assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(rowsOf(fleet.dedicated.dataSource(), ACME)).isEqualTo(before);
            assertThat(result.status().steps())
                    .flatExtracting(step -> step.notes().entrySet())
                    .filteredOn(note -> note.getKey().equals("differences repaired from shared"))
                    .singleElement()
                    .satisfies(note -> assertThat(note.getValue())
                            .contains("Drivers", "1002", "pay")
                            .doesNotContain("12.34"));
        }
    }

    private static void damageAfterCopy(FleetOnBothSides fleet) {
        AtomicBoolean damaged = new AtomicBoolean();
        FaultPoint.inject(point -> {
            if (point.equals(TenantFaultPoints.COPIED) && damaged.compareAndSet(false, true)) {
                try {
                    FleetOnBothSides.update(
                            fleet.dedicated.dataSource(),
                            "UPDATE \"Drivers\" SET \"pay\" = ? WHERE \"id\" = ?",
                            new BigDecimal("12.3401"),
                            1002);
                } catch (SQLException refused) {
                    throw new IllegalStateException(refused);
                }
            }
        });
    }

    private static MigrationResult move(FleetOnBothSides fleet, TenantMove move) throws InterruptedException {
        try (MigrationController engine = engine(fleet)) {
            return run(engine, move);
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
        assertThat(result.status().steps()).extracting(StepStatus::id).isNotEmpty();
        return result;
    }

    private static MigrationResult rollback(MigrationController engine, MigrationId id) throws InterruptedException {
        return engine.rollback(id, RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS))
                .await(LIMIT);
    }

    private static GateState gate(FleetOnBothSides fleet, String endpoint) throws SQLException {
        return new Gate(fleet.endpoints.get(EndpointName.of(endpoint)))
                .read(ACME)
                .orElseThrow();
    }
}
