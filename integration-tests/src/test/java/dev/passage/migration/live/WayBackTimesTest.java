package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The later of two changes stays where it is known for sure which that is, else a person decides (R3). */
class WayBackTimesTest {
    private static final String BEFORE = "'2020-01-01 00:00:00'";
    private static final String EARLIER = "'2021-01-01 00:00:00'";
    private static final String LATER = "'2021-01-01 00:00:01'";
    private static final String FUTURE = "'2037-01-01 00:00:00'";

    @ParameterizedTest
    @CsvSource({"H2", "POSTGRESQL"})
    void theRowWithTheLaterStampStays(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fill(fleet, "TIMESTAMP(6)");
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            MigrationHandle handle = intoPausedWindow(engine, move(kind));
            WayBackConflictsTest.behindTheGate(
                    fleet, changed(1_000_000, "behind", LATER), changed(1_000_001, "behind too", EARLIER));
            WayBackConflictsTest.byOwner(fleet, changed(1_000_000, "owner", EARLIER));
            WayBackConflictsTest.byOwner(fleet, changed(1_000_001, "owner too", LATER));

            MigrationResult result = WayBackConflictsTest.back(engine, handle, ConflictStrategy.NEWEST_WINS);

            assertThat(result.state()).as("%s", result.status()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(plate(fleet, 1_000_000)).isEqualTo("behind");
            assertThat(plate(fleet, 1_000_001)).isEqualTo("owner too");
            LiveFleet.checkNoResidue(before, fleet.shared);
        }
    }

    @Tag("soak")
    @Test
    void theRowWithTheLaterStampStaysOnMariaDb() throws Exception {
        theRowWithTheLaterStampStays(DatabaseKind.MARIADB);
    }

    /** Two at the same time, one that was changed without its stamp, one without a stamp, one that is yet to come, one that is gone. */
    @ParameterizedTest
    @CsvSource({
        "H2, changed, EARLIER, EARLIER",
        "H2, changed, BEFORE, EARLIER",
        "H2, changed, EARLIER, BEFORE",
        "H2, changed, NONE, EARLIER",
        "H2, changed, FUTURE, EARLIER",
        "H2, deleted, EARLIER, LATER",
        "POSTGRESQL, changed, EARLIER, EARLIER",
        "POSTGRESQL, changed, INFINITE, EARLIER",
        "POSTGRESQL, changed, BEFORE, EARLIER"
    })
    void aPersonDecidesWhereNoStampTells(DatabaseKind kind, String how, String behind, String owner) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fill(fleet, "TIMESTAMP(6)");
            MigrationHandle handle = intoPausedWindow(engine, move(kind));
            WayBackConflictsTest.behindTheGate(fleet, "DELETE FROM trips WHERE vehicle_id = 1000000");
            WayBackConflictsTest.behindTheGate(
                    fleet,
                    how.equals("deleted")
                            ? "DELETE FROM vehicles WHERE id = 1000000"
                            : changed(1_000_000, "behind", stamp(behind)));
            WayBackConflictsTest.byOwner(fleet, changed(1_000_000, "owner", stamp(owner)));

            MigrationResult asking = WayBackConflictsTest.back(engine, handle, ConflictStrategy.NEWEST_WINS);

            assertThat(asking.state()).as("%s", asking.status()).isEqualTo(MigrationState.BLOCKED);
            assertThat(asking.status().question().orElseThrow()).containsIgnoringCase("id = 1000000");
        }
    }

    /** The owner's triggers have noted when. */
    @ParameterizedTest
    @CsvSource({"H2, EARLIER, ROLLED_BACK", "POSTGRESQL, EARLIER, ROLLED_BACK", "H2, FUTURE, BLOCKED"})
    void aRowThatTheOwnerHasDeletedHasTheTimeThatWasNoted(DatabaseKind kind, String behind, MigrationState end)
            throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fill(fleet, "TIMESTAMP(6) WITH TIME ZONE");
            MigrationHandle handle = intoPausedWindow(engine, move(kind));
            WayBackConflictsTest.behindTheGate(fleet, changed(1_000_000, "behind", stamp(behind)));
            WayBackConflictsTest.byOwner(fleet, "DELETE FROM vehicles WHERE id = 1000000");

            MigrationResult result = WayBackConflictsTest.back(engine, handle, ConflictStrategy.NEWEST_WINS);

            assertThat(result.state()).as("%s", result.status()).isEqualTo(end);
            assertThat(plate(fleet, 1_000_000)).isEqualTo(end == MigrationState.BLOCKED ? "behind" : "no row");
        }
    }

    @ParameterizedTest
    @CsvSource({"VEHICLES, PLATE", "VEHICLES, NOTHING", "JOURNEYS, CHANGED_AT"})
    void aStampIsAColumnWithDateAndTimeOfATableOfTheTenant(String table, String column) throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fill(fleet, "TIMESTAMP(6)");

            MigrationPlan plan =
                    engine.plan(MigrationSpec.of(WayBackConflictsTest.move().stampedBy(table, column)));

            assertThat(plan.findings())
                    .filteredOn(Finding::isBlocking)
                    .extracting(Finding::code)
                    .containsExactly("conflict.unfit-stamp", "conflict.unfit-stamp");
        }
    }

    @Test
    void aStampIsAColumnOnBothSides() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.H2);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fill(fleet, "TIMESTAMP(6)");
            LiveFleet.execute(fleet.dedicated, "ALTER TABLE vehicles DROP COLUMN changed_at");
            fleet.rememberBystander(fleet.dedicated);

            MigrationPlan plan = engine.plan(MigrationSpec.of(move(DatabaseKind.H2)));

            assertThat(plan.findings())
                    .filteredOn(finding -> finding.code().equals("conflict.unfit-stamp"))
                    .extracting(Finding::subject)
                    .containsExactly("endpoint dedicated, table \"VEHICLES\"");
        }
    }

    static MigrationHandle intoPausedWindow(MigrationController engine, TenantMove move) throws InterruptedException {
        MigrationHandle handle = LiveMoves.intoWindow(engine, move);
        engine.pause(handle.id(), "tester", "nothing is to be brought meanwhile");
        handle.await(LiveMoves.LIMIT);
        return handle;
    }

    private static TenantMove move(DatabaseKind kind) {
        return kind == DatabaseKind.H2
                ? WayBackConflictsTest.move().stampedBy("VEHICLES", "CHANGED_AT")
                : WayBackConflictsTest.move().stampedBy("vehicles", "changed_at");
    }

    private static void fill(LiveFleet fleet, String type) throws SQLException {
        fleet.fill(3, 1);
        for (var side : List.of(fleet.shared, fleet.dedicated)) {
            LiveFleet.execute(side, "ALTER TABLE vehicles ADD COLUMN changed_at " + type + " NULL");
        }
        LiveFleet.execute(fleet.shared, "UPDATE vehicles SET changed_at = " + BEFORE);
        fleet.rememberBystander(fleet.shared);
        fleet.rememberBystander(fleet.dedicated);
    }

    private static String stamp(String name) {
        return switch (name) {
            case "BEFORE" -> BEFORE;
            case "EARLIER" -> EARLIER;
            case "LATER" -> LATER;
            case "FUTURE" -> FUTURE;
            case "INFINITE" -> "'infinity'";
            default -> "NULL";
        };
    }

    private static String changed(long vehicle, String plate, String stamp) {
        return "UPDATE vehicles SET plate = '" + plate + "', changed_at = " + stamp + " WHERE id = " + vehicle;
    }

    static String plate(LiveFleet fleet, long vehicle) throws SQLException {
        try (Connection connection = fleet.shared.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT plate FROM vehicles WHERE id = " + vehicle)) {
            return row.next() ? row.getString(1) : "no row";
        }
    }
}
