package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.history.Writers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant goes back after its switch, with every write made since and while it is written to (D12, R3, X12). */
class LiveReturnTest {
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoWriteOfEightWritersThereAndBack(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(50, 20);

            LiveMoves.ThereAndBack trip = LiveMoves.thereAndBack(fleet, LiveFleet.move(), fleet.store(), 500, () -> {});

            figures(kind, trip.result(), trip.writers());
            assertThat(trip.writers().violations(LiveFleet.written(fleet.shared)))
                    .isEmpty();
        }
    }

    @Tag("soak")
    @Test
    void losesNoWriteOfEightWritersThereAndBackOnMariaDb() throws Exception {
        losesNoWriteOfEightWritersThereAndBack(DatabaseKind.MARIADB);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoWriteOfEightWritersWhenTheWayBackWasNotKept(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(50, 20);

            LiveMoves.ThereAndBack trip = LiveMoves.thereAndBackLate(
                    fleet, LiveFleet.move(), fleet.store(), 500, () -> editUnnoted(fleet.dedicated));

            figures(kind, ".late", trip.result(), trip.writers());
            assertThat(trip.writers().violations(LiveFleet.written(fleet.shared)))
                    .isEmpty();
            checkEdited(fleet.shared);
            assertThat(notes(trip.result()))
                    .containsKeys("way back set up again", "writers waited for at most")
                    .doesNotContainKey("writers were held");
        }
    }

    @Tag("soak")
    @Test
    void losesNoWriteOfEightWritersWhenTheWayBackWasNotKeptOnMariaDb() throws Exception {
        losesNoWriteOfEightWritersWhenTheWayBackWasNotKept(DatabaseKind.MARIADB);
    }

    /** The process dies between the triggers and what they have missed; and nobody compares in an emergency. */
    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void bringsWhatNobodyHasNotedAlsoInAnEmergencyThatWasInterrupted(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(50, 20);
            MigrationHandle handle = LiveMoves.toTheEnd(engine, LiveFleet.move());
            editUnnoted(fleet.dedicated);
            DatabaseImage moved = LiveFleet.movingOn(fleet.dedicated);
            LiveMoves.at(TenantFaultPoints.BACK_ARMED, () -> {
                throw new SQLException("The connection was cut.", "08006");
            });

            MigrationStatus back = engine.rollback(handle.id(), LiveMoves.BACK.asEmergency())
                    .await(LiveMoves.LIMIT)
                    .status();

            assertThat(back.state()).as("%s", back.failure()).isEqualTo(MigrationState.WAITING);
            assertThat(moved.differencesTo(LiveFleet.movingOn(fleet.shared))).isEmpty();
        } finally {
            FaultPoint.inject(null);
        }
    }

    /** More than fits into one transaction, and among it what only the right order can bring. */
    @Tag("nightly")
    @Test
    void comesBackThoughMoreDiffersThanIsBroughtAtOnce() throws Exception {
        try (LiveFleet fleet = new LiveFleet(DatabaseKind.POSTGRESQL);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(50, 2);
            LiveFleet.execute(
                    fleet.shared, "INSERT INTO trips SELECT 1000000, n, 'old' FROM generate_series(100, 210000) n");
            MigrationHandle handle = LiveMoves.toTheEnd(engine, LiveFleet.move().chunksOf(5_000));
            LiveFleet.execute(
                    fleet.dedicated,
                    "UPDATE trips SET note = 'new' WHERE vehicle_id = 1000000",
                    "DELETE FROM vehicles WHERE id = 1000030",
                    "INSERT INTO vehicles (id, customer_id, plate) VALUES (1000900, 'acme', 'new')",
                    "INSERT INTO trips SELECT 1000900, n, 'new' FROM generate_series(1, 5000) n");
            String moved = digestOfMany(fleet.dedicated);

            MigrationResult back = engine.rollback(handle.id(), LiveMoves.BACK).await(LiveMoves.LIMIT);

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(notes(back)).doesNotContainKey("writers were held");
            assertThat(digestOfMany(fleet.shared)).isEqualTo(moved);
        }
    }

    private static String digestOfMany(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT (SELECT count(*) || md5(string_agg(CAST(v AS text), ',' ORDER BY id))"
                                + " FROM vehicles v WHERE customer_id = 'acme') || (SELECT count(*) || md5(string_agg(CAST(t AS text), ','"
                                + " ORDER BY vehicle_id, number)) FROM trips t WHERE vehicle_id < 2000000)")) {
            row.next();
            return row.getString(1);
        }
    }

    /** What rows may do to each other: a cascade, values that two rows exchange, one that goes over to a new row, another reference. */
    private static void editUnnoted(DataSource side) throws SQLException {
        LiveFleet.execute(
                side,
                "DELETE FROM vehicles WHERE id = 1000010",
                "INSERT INTO vehicles (id, customer_id, plate, tows) VALUES (1000900, 'acme', 'P1000010', 1000020)",
                "INSERT INTO trips VALUES (1000900, 1, 'unnoted')",
                "UPDATE vehicles SET plate = 'swapping' WHERE id = 1000020",
                "UPDATE vehicles SET plate = 'P1000020' WHERE id = 1000021",
                "UPDATE vehicles SET plate = 'P1000021' WHERE id = 1000020",
                "UPDATE trips SET number = 500 WHERE vehicle_id = 1000022 AND number = 3",
                "UPDATE vehicles SET tows = 1000900 WHERE id = 1000023",
                "DELETE FROM trips WHERE vehicle_id = 1000024");
    }

    private static void checkEdited(DataSource side) throws SQLException {
        DatabaseImage image = LiveFleet.imageOf(side);
        Map<String, Map<String, String>> vehicles = new HashMap<>();
        image.rows("vehicles").forEach(row -> vehicles.put(row.get("id"), row));
        assertThat(vehicles).doesNotContainKey("1000010");
        assertThat(vehicles.get("1000900")).containsEntry("plate", "'P1000010'").containsEntry("tows", "1000020");
        assertThat(vehicles.get("1000020")).containsEntry("plate", "'P1000021'");
        assertThat(vehicles.get("1000021")).containsEntry("plate", "'P1000020'");
        assertThat(vehicles.get("1000023")).containsEntry("tows", "1000900");
        List<String> trips = new ArrayList<>();
        image.rows("trips").forEach(row -> trips.add(row.get("vehicle_id") + "/" + row.get("number")));
        assertThat(trips)
                .contains("1000022/500")
                .doesNotContain("1000022/3")
                .noneMatch(trip -> trip.startsWith("1000010/") || trip.startsWith("1000024/"));
    }

    private static Map<String, String> notes(MigrationResult result) {
        Map<String, String> notes = new HashMap<>();
        result.status().steps().forEach(step -> notes.putAll(step.notes()));
        return notes;
    }

    private static void figures(DatabaseKind kind, MigrationResult result, Writers writers) {
        figures(kind, "", result, writers);
    }

    private static void figures(DatabaseKind kind, String which, MigrationResult result, Writers writers) {
        String suffix = which + "." + kind.name().toLowerCase(Locale.ROOT);
        System.out.println("figure live.back.acknowledged" + suffix + " = " + writers.acknowledged() + " (bound > 0)");
        System.out.println("figure live.back.write.longest.ms" + suffix + " = "
                + writers.latency(100).toMillis() + " (bound none)");
        System.out.println("figure live.back.pause" + suffix + " = "
                + notes(result).get("writers waited for at most") + " (bound <= 1000 ms)");
    }
}
