package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Choice;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose value stays where somebody wrote to the source behind its gate, before the tenant came back to it (R3, X11). */
class WayBackConflictsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofHours(1);

    private static final String CHANGED_ON_BOTH = "SELECT plate FROM vehicles WHERE id = 1000000";
    private static final String CHANGED_BEHIND = "SELECT plate FROM vehicles WHERE id = 1000001";
    private static final String CHANGED_BY_OWNER = "SELECT plate FROM vehicles WHERE id = 1000002";
    private static final String ADDED_BEHIND = "SELECT plate FROM vehicles WHERE id = 1000009";
    private static final String DELETED_BEHIND = "SELECT note FROM trips WHERE vehicle_id = 1000002 AND number = 1";
    private static final String NOTE_CHANGED_BEHIND =
            "SELECT note FROM trips WHERE vehicle_id = 1000002 AND number = 0";

    @ParameterizedTest
    @CsvSource({
        "H2, SOURCE_WINS, behind, behind too, added, 'no row'",
        "H2, TARGET_WINS, owner, P1000001, 'no row', trip",
        "POSTGRESQL, SOURCE_WINS, behind, behind too, added, 'no row'",
        "POSTGRESQL, TARGET_WINS, owner, P1000001, 'no row', trip"
    })
    void theSideThatWasNamedKeepsItsValues(
            DatabaseKind kind, ConflictStrategy strategy, String both, String behind, String added, String deleted)
            throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            MigrationHandle handle = LiveMoves.intoWindow(engine, move());
            conflict(fleet);

            MigrationResult result = back(engine, handle, strategy);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_ON_BOTH)).isEqualTo(both);
            assertThat(value(fleet, CHANGED_BEHIND)).isEqualTo(behind);
            assertThat(value(fleet, CHANGED_BY_OWNER)).isEqualTo("moved on");
            assertThat(value(fleet, ADDED_BEHIND)).isEqualTo(added);
            assertThat(value(fleet, DELETED_BEHIND)).startsWith(deleted.equals("trip") ? "it's" : deleted);
            LiveFleet.checkNoResidue(before, fleet.shared);
        }
    }

    @Tag("soak")
    @ParameterizedTest
    @CsvSource({"SOURCE_WINS, behind, behind too, added, 'no row'", "TARGET_WINS, owner, P1000001, 'no row', trip"})
    void theSideThatWasNamedKeepsItsValuesOnMariaDb(
            ConflictStrategy strategy, String both, String behind, String added, String deleted) throws Exception {
        theSideThatWasNamedKeepsItsValues(DatabaseKind.MARIADB, strategy, both, behind, added, deleted);
    }

    @ParameterizedTest
    @CsvSource({"H2", "POSTGRESQL"})
    void theNewerValueStaysWhereOnlyOneSideHasChanged(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            MigrationHandle handle = LiveMoves.intoWindow(engine, move());
            behindTheGate(fleet, "UPDATE vehicles SET plate = 'behind too' WHERE id = 1000001");
            byOwner(fleet, "UPDATE vehicles SET plate = 'moved on' WHERE id = 1000002");

            MigrationResult result = back(engine, handle, ConflictStrategy.NEWEST_WINS);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_BEHIND)).isEqualTo("behind too");
            assertThat(value(fleet, CHANGED_BY_OWNER)).isEqualTo("moved on");
        }
    }

    /** Nobody knows when the row behind the gate was changed. */
    @ParameterizedTest
    @CsvSource({
        "H2, NEWEST_WINS, keep-source, behind",
        "H2, MANUAL, keep-target, owner",
        "POSTGRESQL, NEWEST_WINS, keep-target, owner",
        "POSTGRESQL, MANUAL, keep-source, behind"
    })
    void aPersonDecidesOfWhatNobodyCanTell(DatabaseKind kind, ConflictStrategy strategy, String choice, String both)
            throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            MigrationHandle handle = LiveMoves.intoWindow(engine, move());
            behindTheGate(fleet, "UPDATE vehicles SET plate = 'behind' WHERE id = 1000000");
            byOwner(fleet, "UPDATE vehicles SET plate = 'owner' WHERE id = 1000000");

            MigrationResult asking = back(engine, handle, strategy);

            assertThat(asking.state()).as("%s", asking.status().failure()).isEqualTo(MigrationState.BLOCKED);
            assertThat(asking.status().question().orElseThrow())
                    .containsIgnoringCase("vehicles")
                    .containsIgnoringCase("id = 1000000")
                    .doesNotContain("owner");
            assertThat(asking.status().choices())
                    .extracting(Choice::name)
                    .containsExactly("keep-source-1", "keep-target-1", "keep-source", "keep-target");
            assertThat(value(fleet, CHANGED_ON_BOTH)).isEqualTo("behind");
            byOwner(fleet, "UPDATE vehicles SET plate = 'written meanwhile' WHERE id = 1000002");

            engine.decide(handle.id(), choice, "on-call", "the customer said so");
            MigrationResult result = handle.await(LIMIT);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_ON_BOTH)).isEqualTo(both);
            assertThat(value(fleet, CHANGED_BY_OWNER)).isEqualTo("written meanwhile");
            LiveFleet.checkNoResidue(before, fleet.shared);
        }
    }

    @Test
    void asksAsSoonAsSuchARowIsToBeBrought() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            MigrationHandle handle = LiveMoves.intoWindow(engine, move());
            behindTheGate(fleet, "UPDATE vehicles SET plate = 'behind' WHERE id = 1000000");
            byOwner(fleet, "UPDATE vehicles SET plate = 'owner' WHERE id = 1000000");

            MigrationResult asking = handle.await(LIMIT);

            assertThat(asking.state()).as("%s", asking.status().failure()).isEqualTo(MigrationState.BLOCKED);
            MigrationResult result = back(engine, handle, ConflictStrategy.TARGET_WINS);
            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_ON_BOTH)).isEqualTo("owner");
        }
    }

    @ParameterizedTest
    @CsvSource({"H2", "POSTGRESQL"})
    void asksAlsoWhenSuchARowComesAsTheSwitchBegins(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            MigrationHandle handle = LiveMoves.intoWindow(engine, move());
            LiveMoves.at(TenantFaultPoints.BEFORE_CLOSING, () -> conflict(fleet));

            MigrationResult asking = back(engine, handle, ConflictStrategy.MANUAL);

            assertThat(asking.state()).as("%s", asking.status().failure()).isEqualTo(MigrationState.BLOCKED);
            byOwner(fleet, "UPDATE vehicles SET plate = 'still open' WHERE id = 1000002");
            engine.decide(handle.id(), "keep-target", "ann", "the customer said so");
            MigrationResult result = handle.await(LIMIT);
            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_ON_BOTH)).isEqualTo("owner");
            assertThat(value(fleet, CHANGED_BY_OWNER)).isEqualTo("still open");
        } finally {
            FaultPoint.inject(null);
        }
    }

    @ParameterizedTest
    @CsvSource({"H2", "POSTGRESQL"})
    void whatThePlanSaysOfATableGoesBeforeWhatIsAskedFor(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            String trips = kind == DatabaseKind.H2 ? "TRIPS" : "trips";
            MigrationHandle handle =
                    LiveMoves.intoWindow(engine, move().settlingConflicts(trips, ConflictStrategy.SOURCE_WINS));
            behindTheGate(
                    fleet,
                    "UPDATE vehicles SET plate = 'behind too' WHERE id = 1000001",
                    "UPDATE trips SET note = 'behind' WHERE vehicle_id = 1000002 AND number = 0");
            byOwner(fleet, "UPDATE trips SET note = 'owner' WHERE vehicle_id = 1000002");

            MigrationResult result = back(engine, handle, ConflictStrategy.TARGET_WINS);

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(value(fleet, CHANGED_BEHIND)).isEqualTo("P1000001");
            assertThat(value(fleet, NOTE_CHANGED_BEHIND)).isEqualTo("behind");
            assertThat(value(fleet, DELETED_BEHIND)).isEqualTo("owner");
        }
    }

    @Test
    void aTableThatTheTenantHasNotIsNoTableToSettle() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(2, 1);

            MigrationPlan plan =
                    engine.plan(MigrationSpec.of(move().settlingConflicts("journeys", ConflictStrategy.SOURCE_WINS)));

            assertThat(plan.findings())
                    .filteredOn(Finding::isBlocking)
                    .extracting(Finding::code)
                    .contains("conflict.unknown-table");
        }
    }

    static TenantMove move() {
        return LiveFleet.move().keepingWayBackFor(WINDOW);
    }

    static MigrationResult back(MigrationController engine, MigrationHandle handle, ConflictStrategy strategy)
            throws InterruptedException {
        return engine.rollback(
                        handle.id(), RollbackOptions.carryingWrites(strategy).by("on-call"))
                .await(LIMIT);
    }

    static void conflict(LiveFleet fleet) throws SQLException {
        behindTheGate(
                fleet,
                "UPDATE vehicles SET plate = 'behind' WHERE id = 1000000",
                "UPDATE vehicles SET plate = 'behind too' WHERE id = 1000001",
                "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (1000009, 'acme', 'added', 1)",
                "DELETE FROM trips WHERE vehicle_id = 1000002 AND number = 1");
        byOwner(fleet, "UPDATE vehicles SET plate = 'owner' WHERE id = 1000000");
        byOwner(fleet, "UPDATE vehicles SET plate = 'moved on' WHERE id = 1000002");
    }

    /** As only who may disable or drop triggers can. */
    static void behindTheGate(LiveFleet fleet, String... statements) throws SQLException {
        behindTheGate(fleet.shared, statements);
    }

    static void behindTheGate(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            boolean onPostgres =
                    connection.getMetaData().getDatabaseProductName().startsWith("Postgre");
            if (onPostgres) {
                statement.execute("SET session_replication_role = replica");
            } else {
                String quote = connection.getMetaData().getIdentifierQuoteString();
                for (String trigger : triggers(statement)) {
                    statement.execute("DROP TRIGGER " + quote + trigger + quote);
                }
            }
            for (String sql : statements) {
                assertThat(statement.executeUpdate(sql)).isEqualTo(1);
            }
            if (onPostgres) {
                statement.execute("SET session_replication_role = origin");
            }
        }
    }

    private static List<String> triggers(Statement statement) throws SQLException {
        List<String> names = new ArrayList<>();
        String schema =
                statement.getConnection().getMetaData().getDatabaseProductName().equals("MariaDB")
                        ? "DATABASE()"
                        : "CURRENT_SCHEMA";
        try (ResultSet row = statement.executeQuery(
                "SELECT DISTINCT trigger_name FROM information_schema.triggers WHERE trigger_schema = " + schema)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    static void byOwner(LiveFleet fleet, String sql) throws SQLException {
        fleet.tenants.inTransaction(LiveFleet.TENANT, connection -> LiveFleet.insert(connection, sql));
    }

    private static String value(LiveFleet fleet, String query) throws SQLException {
        try (Connection connection = fleet.shared.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }
}
