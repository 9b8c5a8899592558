package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.Cutover;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a live move does not do: wait for ever, switch unasked, copy without a way back, fill a disk (K4, P4, X5, D8). */
class LiveMoveLimitsTest {

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    /** Writers of other rows go on meanwhile, and the one in flight is named, but nothing that it does. */
    @ParameterizedTest
    @EnumSource
    void givesUpWhenATransactionStaysOpenAndNothingHasChangedForWriters(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                Connection open = fleet.tenants.connection(LiveFleet.TENANT)) {
            fleet.fill(2, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            open.setAutoCommit(false);
            LiveMoves.at(
                    TenantFaultPoints.VERIFIED,
                    () -> LiveFleet.insert(open, "UPDATE vehicles SET plate = 'open' WHERE id = 1000000"));
            TenantMove move =
                    LiveFleet.move().pausingAtMost(Duration.ofMillis(200)).tryingToSwitchFor(Duration.ofSeconds(1));

            MigrationResult result;
            Writers writers = Writers.start(fleet.store(), 2, 20, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.runBeside(engine, move, open);
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.message())
                        .contains("acme", "long transaction")
                        .containsPattern("In flight: (process|session|connection) \\d+ of \\w+")
                        .doesNotContain("UPDATE", "1000000", "'open'");
            });
            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(gate(fleet, "shared")).isTrue();
            assertThat(LiveFleet.imageOf(fleet.shared).rows("vehicles")).anyMatch(row -> row.containsValue("'open'"));
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(LiveFleet.written(fleet.shared))).isEmpty();
            LiveFleet.checkNoResidue(before, fleet.shared);
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles")).isEmpty();
        }
    }

    /** A backup of the source that begins at the wrong moment, for example. */
    @Test
    void isNotTurnedBackByAReaderThatKeepsItsTriggersFromBeingDropped() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL);
                Connection reader = fleet.shared.getConnection();
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            reader.setAutoCommit(false);
            LiveMoves.at(
                    TenantFaultPoints.SWITCH_ROUTED,
                    () -> reader.createStatement().executeQuery("SELECT COUNT(*) FROM vehicles"));

            MigrationHandle handle = LiveMoves.begin(engine, LiveFleet.move());
            LiveMoves.awaitWaiting(handle, "disarm", StepState.WAITING);
            assertThat(gate(fleet, "dedicated")).isTrue();
            assertThat(engine.report(handle.id()).replaceAll("\\s+", " "))
                    .contains("Table vehicles on endpoint shared was in use by a long transaction");
            reader.rollback();
            MigrationResult result = handle.await(LiveMoves.LIMIT);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            LiveFleet.checkNoResidue(before, fleet.shared);
        }
    }

    /** To raise numbers is a definition there, which waits for readers too, and whoever comes later waits behind it. */
    @Tag("soak")
    @Test
    void givesUpWhenAReaderOfTheTargetKeepsItsNumbersFromBeingRaised() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.MARIADB);
                Connection reader = fleet.dedicated.getConnection()) {
            fleet.fill(2, 2);
            String ticket = "ALTER TABLE vehicles ADD COLUMN ticket BIGINT NOT NULL AUTO_INCREMENT UNIQUE";
            LiveFleet.execute(fleet.shared, ticket, "ALTER TABLE vehicles AUTO_INCREMENT = 5000");
            LiveFleet.execute(fleet.dedicated, ticket, "UPDATE vehicles SET ticket = ticket + 1000");
            fleet.rememberBystander(fleet.shared);
            fleet.rememberBystander(fleet.dedicated);
            reader.setAutoCommit(false);
            LiveMoves.at(
                    TenantFaultPoints.VERIFIED,
                    () -> reader.createStatement().executeQuery("SELECT COUNT(*) FROM vehicles"));

            MigrationResult result;
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.runBeside(engine, LiveFleet.move().tryingToSwitchFor(Duration.ofSeconds(1)), reader);
            }

            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.message()).contains("acme", "vehicles", "dedicated");
            });
            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(gate(fleet, "shared")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2"})
    void switchesWhenTheWordIsGivenAndBringsWhatWasWrittenBefore(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(2, 2);
            MigrationResult result;
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                MigrationPlan plan =
                        engine.plan(MigrationSpec.of(LiveFleet.move().switchingOnSignal()));
                MigrationHandle handle =
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
                LiveMoves.awaitWaiting(handle, "await-word", StepState.WAITING);

                fleet.tenants.inTransaction(
                        LiveFleet.TENANT,
                        connection ->
                                LiveFleet.insert(connection, "UPDATE vehicles SET plate = 'late' WHERE id = 1000000"));
                engine.signal(plan.id(), Cutover.SIGNAL, "tester", "it is time");
                result = handle.await(LiveMoves.LIMIT);
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles"))
                    .anyMatch(row -> row.containsValue("'late'"));
        }
    }

    /** What is written after the switch follows to the source, and the source is emptied only when somebody says so (X5). */
    @ParameterizedTest
    @EnumSource
    void keepsTheSourceLikeTheTargetAndEmptiesItOnAWord(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(2, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            LiveMoves.at(
                    TenantFaultPoints.SWITCH_ROUTED,
                    () -> LiveFleet.execute(fleet.dedicated, "UPDATE vehicles SET plate = 'there' WHERE id = 1000000"));
            TenantMove move =
                    LiveFleet.move().keepingWayBackFor(Duration.ofMillis(100)).retiringSourceAfter(Duration.ZERO);
            DatabaseImage kept;
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                MigrationPlan plan = engine.plan(MigrationSpec.of(move));
                MigrationHandle handle =
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
                LiveMoves.awaitWaiting(handle, "forget-ledger", StepState.DONE);
                kept = LiveFleet.of(LiveFleet.imageOf(fleet.shared), LiveFleet.TENANT);
                engine.signal(plan.id(), Cutover.RETIRE, "tester", "nobody wants to go back");
                result = handle.await(LiveMoves.LIMIT);
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(kept.differencesTo(LiveFleet.movingOn(fleet.dedicated))).isEmpty();
            assertThat(kept.rows("vehicles")).anyMatch(row -> row.containsValue("'there'"));
            assertThat(LiveFleet.of(before, LiveFleet.BYSTANDER).differencesTo(LiveFleet.imageOf(fleet.shared)))
                    .isEmpty();
        }
    }

    /** A trigger of the host's changes what the target is given; that is found before the first row is copied. */
    @Test
    void copiesNothingWhenARowDoesNotComeBackAsItWas() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL)) {
            fleet.fill(2, 2);
            LiveFleet.execute(
                    fleet.dedicated,
                    "CREATE FUNCTION loud() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'",
                    "CREATE TRIGGER loud BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION loud()");
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move());
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(failure -> assertThat(failure.message()).contains("way back", "customers"));
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("customers")).isEmpty();
            assertThat(result.status().steps())
                    .filteredOn(step -> step.id().value().equals("copy"))
                    .allMatch(step -> step.attempts() == 0);
        }
    }

    /** Somebody writes past the triggers, as only a superuser can; found, named without a value, and turned back (D7). */
    @Test
    void findsAndNamesARowThatSomebodyChangedOnTheTarget() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL)) {
            fleet.fill(3, 2);
            damageAfterCopy(fleet);
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move());
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.DATA_CORRUPTION);
                assertThat(failure.message())
                        .contains("vehicles", "1000001", "weight", "1000002", "missing")
                        .doesNotContain("77.5");
            });
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles")).isEmpty();
        }
    }

    /** Repaired from the owner when asked, and reported (D14). */
    @Test
    void repairsARowThatSomebodyChangedOnTheTargetWhenAsked() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL)) {
            fleet.fill(3, 2);
            DatabaseImage before = LiveFleet.of(LiveFleet.imageOf(fleet.shared), LiveFleet.TENANT);
            damageAfterCopy(fleet);
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move().repairingDifferences());
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(before.differencesTo(LiveFleet.movingOn(fleet.dedicated)))
                    .isEmpty();
            assertThat(result.status().steps())
                    .flatExtracting(step -> step.notes().entrySet())
                    .filteredOn(note -> note.getKey().equals("differences repaired from shared"))
                    .singleElement()
                    .satisfies(note -> assertThat(note.getValue()).contains("1000001", "weight"));
        }
    }

    /** More than are kept in mind at once, and none of the others is taken as compared. */
    @Test
    void repairsEachOfVeryManyRowsThatSomebodyChangedOnTheTarget() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL)) {
            fleet.fill(3, 2);
            LiveFleet.execute(
                    fleet.shared, "INSERT INTO trips SELECT 1000000, n, 'right' FROM generate_series(100, 25000) n");
            LiveMoves.at(
                    TenantFaultPoints.COPIED,
                    () -> LiveFleet.execute(
                            fleet.dedicated,
                            "SET session_replication_role = replica",
                            "UPDATE trips SET note = 'damaged' WHERE note = 'right'",
                            "SET session_replication_role = origin"));
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move().chunksOf(5_000).repairingDifferences());
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(LiveFleet.imageOf(fleet.dedicated).rows("trips"))
                    .hasSizeGreaterThan(20_000)
                    .noneMatch(row -> row.containsValue("'damaged'"));
        }
    }

    private static void damageAfterCopy(LiveFleet fleet) {
        LiveMoves.at(
                TenantFaultPoints.COPIED,
                () -> LiveFleet.execute(
                        fleet.dedicated,
                        "SET session_replication_role = replica",
                        "UPDATE vehicles SET weight = 77.5 WHERE id = 1000001",
                        "DELETE FROM trips WHERE vehicle_id = 1000002",
                        "DELETE FROM vehicles WHERE id = 1000002",
                        "SET session_replication_role = origin"));
    }

    @Test
    void endsWhenMoreChangesWaitThanAreAllowed() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2)) {
            fleet.fill(30, 40);
            LiveMoves.at(
                    TenantFaultPoints.ARMED,
                    () -> LiveFleet.execute(fleet.shared, "UPDATE trips SET note = 'bulk' WHERE vehicle_id < 2000000"));
            MigrationResult result;

            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move().lettingWait(1_000));
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(failure -> assertThat(failure.message()).contains("1,200", "acme", "1,000"));
        }
    }

    private static boolean gate(LiveFleet fleet, String side) throws SQLException {
        return new Gate(fleet.endpoints.get(EndpointName.of(side)))
                .read(LiveFleet.TENANT)
                .orElseThrow()
                .isOpen();
    }
}
