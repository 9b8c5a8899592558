package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.identity.EndpointName;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.StepState;
import dev.passage.migration.tenant.Cutover;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.tenant.TenantMoveHandler;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a live move does not do: wait for ever, switch unasked, copy without a way back, fill a disk (K4, P4, X5, D8). */
class LiveMoveLimitsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(20);

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource
    void givesUpWhenATransactionStaysOpenAndNothingHasChangedForWriters(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                Connection open = fleet.tenants.connection(LiveFleet.TENANT)) {
            fleet.fill(2, 2);
            open.setAutoCommit(false);
            at(
                    TenantFaultPoints.VERIFIED,
                    () -> LiveFleet.insert(open, "UPDATE vehicles SET plate = 'open' WHERE id = 1000000"));
            TenantMove move =
                    LiveFleet.move().pausingAtMost(Duration.ofMillis(200)).tryingToSwitchFor(Duration.ofSeconds(1));

            MigrationResult result;
            try (MigrationController engine = engine(fleet)) {
                result = run(engine, move, open);
            }

            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.message()).contains("acme", "long transaction");
            });
            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(gate(fleet, "shared")).isTrue();
            assertThat(LiveFleet.imageOf(fleet.shared).rows("vehicles")).anyMatch(row -> row.containsValue("'open'"));
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
            LiveFleet.execute(fleet.dedicated, ticket);
            reader.setAutoCommit(false);
            at(
                    TenantFaultPoints.VERIFIED,
                    () -> reader.createStatement().executeQuery("SELECT COUNT(*) FROM vehicles"));

            MigrationResult result;
            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move().tryingToSwitchFor(Duration.ofSeconds(1)), reader);
            }

            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failure.message()).contains("acme", "vehicles", "dedicated");
            });
            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(gate(fleet, "shared")).isTrue();
        }
    }

    /** The transaction ends when the move has given up, for triggers can only go when nobody writes. */
    private static MigrationResult run(MigrationController engine, TenantMove move, Connection open)
            throws InterruptedException, SQLException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move));
        MigrationHandle handle =
                engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
        while (engine.status(plan.id()).failure().isEmpty()) {
            handle.await(GLANCE);
        }
        open.commit();
        open.close();
        return handle.await(LIMIT);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2"})
    void switchesWhenTheWordIsGivenAndBringsWhatWasWrittenBefore(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(2, 2);
            MigrationResult result;
            try (MigrationController engine = engine(fleet)) {
                MigrationPlan plan =
                        engine.plan(MigrationSpec.of(LiveFleet.move().switchingOnSignal()));
                MigrationHandle handle =
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
                awaitWaiting(handle, "await-word", StepState.WAITING);

                fleet.tenants.inTransaction(
                        LiveFleet.TENANT,
                        connection ->
                                LiveFleet.insert(connection, "UPDATE vehicles SET plate = 'late' WHERE id = 1000000"));
                engine.signal(plan.id(), Cutover.SIGNAL, "tester", "it is time");
                result = handle.await(LIMIT);
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(LiveFleet.imageOf(fleet.dedicated).rows("vehicles"))
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
            at(
                    TenantFaultPoints.SWITCH_ROUTED,
                    () -> LiveFleet.execute(fleet.dedicated, "UPDATE vehicles SET plate = 'there' WHERE id = 1000000"));
            TenantMove move =
                    LiveFleet.move().keepingWayBackFor(Duration.ofMillis(100)).retiringSourceAfter(Duration.ZERO);
            DatabaseImage kept;
            MigrationResult result;

            try (MigrationController engine = engine(fleet)) {
                MigrationPlan plan = engine.plan(MigrationSpec.of(move));
                MigrationHandle handle =
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"));
                awaitWaiting(handle, "forget-ledger", StepState.DONE);
                kept = LiveFleet.of(LiveFleet.imageOf(fleet.shared), LiveFleet.TENANT);
                engine.signal(plan.id(), Cutover.RETIRE, "tester", "nobody wants to go back");
                result = handle.await(LIMIT);
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(kept.differencesTo(LiveFleet.imageOf(fleet.dedicated))).isEmpty();
            assertThat(kept.rows("vehicles")).anyMatch(row -> row.containsValue("'there'"));
            assertThat(LiveFleet.of(before, LiveFleet.BYSTANDER).differencesTo(LiveFleet.imageOf(fleet.shared)))
                    .isEmpty();
        }
    }

    /** Waits until the move does, and this step is as told. */
    private static void awaitWaiting(MigrationHandle handle, String step, StepState state) throws InterruptedException {
        boolean waits = false;
        while (!waits) {
            MigrationStatus status = handle.await(GLANCE).status();
            assertThat(status.state().isTerminal()).as("%s", status).isFalse();
            waits = status.state() == MigrationState.WAITING
                    && status.steps().stream()
                            .anyMatch(each -> each.id().value().equals(step) && each.state() == state);
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

            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move());
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(failure -> assertThat(failure.message()).contains("way back", "customers"));
            assertThat(LiveFleet.imageOf(fleet.dedicated).rows("customers")).isEmpty();
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

            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move());
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.kind()).isEqualTo(FailureKind.DATA_CORRUPTION);
                assertThat(failure.message())
                        .contains("vehicles", "1000001", "weight", "1000002", "missing")
                        .doesNotContain("77.5");
            });
            assertThat(LiveFleet.imageOf(fleet.dedicated).rows("vehicles")).isEmpty();
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

            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move().repairingDifferences());
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(before.differencesTo(LiveFleet.imageOf(fleet.dedicated))).isEmpty();
            assertThat(result.status().steps())
                    .flatExtracting(step -> step.notes().entrySet())
                    .filteredOn(note -> note.getKey().equals("differences repaired from shared"))
                    .singleElement()
                    .satisfies(note -> assertThat(note.getValue()).contains("1000001", "weight"));
        }
    }

    private static void damageAfterCopy(LiveFleet fleet) {
        at(
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
            at(
                    TenantFaultPoints.ARMED,
                    () -> LiveFleet.execute(fleet.shared, "UPDATE trips SET note = 'bulk' WHERE vehicle_id < 2000000"));
            MigrationResult result;

            try (MigrationController engine = engine(fleet)) {
                result = run(engine, LiveFleet.move().lettingWait(1_000));
            }

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure())
                    .hasValueSatisfying(failure -> assertThat(failure.message()).contains("1,200", "acme", "1,000"));
        }
    }

    private static MigrationResult run(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(move));
        return engine.execute(plan.id(), Approval.of(plan.digest()).by("tester"))
                .await(LIMIT);
    }

    private interface Act {
        void run() throws SQLException;
    }

    /** Does something once when the mover has come to a point. */
    private static void at(FaultPoint where, Act act) {
        AtomicBoolean done = new AtomicBoolean();
        FaultPoint.inject(point -> {
            if (point.equals(where) && done.compareAndSet(false, true)) {
                try {
                    act.run();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private static boolean gate(LiveFleet fleet, String side) throws SQLException {
        return new Gate(fleet.endpoints.get(EndpointName.of(side)))
                .read(LiveFleet.TENANT)
                .orElseThrow()
                .isOpen();
    }

    private static MigrationController engine(LiveFleet fleet) {
        return MigrationEngine.builder()
                .journal(JdbcJournal.on(fleet.journal).creatingSchema())
                .register(new TenantMoveHandler(fleet.endpoints, fleet.router))
                .build();
    }
}
