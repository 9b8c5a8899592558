package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old rows stay where they are while the rest moves and is written to, and they are still there when the rest comes back (D5, D8, R3). */
class LiveRetentionTest {
    private static final int WRITERS = 8;
    private static final Duration AGE = Duration.ofDays(90);
    private static final Timestamp OLD = Timestamp.from(Instant.parse("2001-02-03T04:05:06Z"));

    /** Rows of which one half is old; those of the writers are not, but they write to old ones too. */
    private static final LiveStore.Rows TRIPS = new LiveStore.Rows() {
        @Override
        public void put(Connection connection, long key, String value) throws SQLException {
            String update = "UPDATE vehicles SET plate = ?, weight = weight + 1, tows = 1000000 WHERE id = ?";
            if (LiveFleet.insert(connection, update, value, key) == 0) {
                LiveFleet.insert(
                        connection,
                        "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (?, ?, ?, 1)",
                        key,
                        LiveFleet.TENANT,
                        value);
                LiveFleet.insert(
                        connection,
                        "INSERT INTO trips (vehicle_id, number, note, made) VALUES (?, 1, ?, ?)",
                        key,
                        value,
                        Timestamp.from(Instant.now()));
            }
            LiveFleet.insert(connection, "UPDATE trips SET note = ? WHERE vehicle_id = ?", value, key);
            LiveFleet.insert(connection, "UPDATE trips SET note = ? WHERE vehicle_id = ?", value, 1_000_002 + key % 10);
        }

        @Override
        public void delete(Connection connection, long key) throws SQLException {
            LiveFleet.insert(connection, "DELETE FROM vehicles WHERE id = ?", key);
        }
    };

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void movesWhatIsYoungWhileItIsWrittenToAndBringsItBack(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fill(fleet);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            String trips = kind == DatabaseKind.H2 ? "TRIPS" : "trips";
            String made = kind == DatabaseKind.H2 ? "MADE" : "made";
            TenantMove move = LiveFleet.move().keep(trips, AGE, made).keepingWayBackFor(Duration.ofHours(1));
            LiveMoves.at(
                    TenantFaultPoints.COPIED,
                    () -> fleet.tenants.inTransaction(LiveFleet.TENANT, connection -> {
                        age(connection, 1_000_000, 1, Timestamp.from(Instant.now()));
                        age(connection, 1_000_001, 0, OLD);
                    }));
            Map<String, String> there;
            MigrationResult back;

            Writers writers = Writers.start(fleet.store(TRIPS), WRITERS, 500, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                MigrationHandle handle = LiveMoves.intoWindow(engine, move);
                there = oldTrips(fleet.dedicated);
                back = engine.rollback(handle.id(), LiveReturnTest.BACK).await(LiveMoves.LIMIT);
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(back.state()).as("%s", back.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.acknowledged()).isPositive();
            assertThat(writers.violations(LiveFleet.written(fleet.shared))).isEmpty();
            assertThat(there).containsOnlyKeys(youngOnes());
            assertThat(oldTrips(fleet.shared)).containsOnlyKeys(all());
            assertThat(oldTrips(fleet.shared)).contains(Map.entry("1000000/1", "young"), Map.entry("1000001/0", "old"));
            LiveFleet.checkNoResidue(before, fleet.shared);
            LiveFleet.checkNoResidue(before, fleet.dedicated);
            assertThat(LiveFleet.movingOn(fleet.dedicated).rows("vehicles")).isEmpty();
        }
    }

    @Tag("soak")
    @Test
    void movesWhatIsYoungOnMariaDbWhileItIsWrittenToAndBringsItBack() throws Exception {
        movesWhatIsYoungWhileItIsWrittenToAndBringsItBack(DatabaseKind.MARIADB);
    }

    /** Trips with odd numbers are old. */
    private static void fill(LiveFleet fleet) throws SQLException {
        fleet.fill(12, 4);
        for (DataSource side : List.of(fleet.shared, fleet.dedicated)) {
            LiveFleet.execute(side, "ALTER TABLE trips ADD COLUMN made TIMESTAMP NULL");
            try (Connection connection = side.getConnection()) {
                LiveFleet.insert(connection, "UPDATE trips SET made = ?", Timestamp.from(Instant.now()));
                LiveFleet.insert(connection, "UPDATE trips SET made = ? WHERE number IN (1, 3)", OLD);
            }
            fleet.rememberBystander(side);
        }
    }

    private static void age(Connection connection, long vehicle, int number, Timestamp made) throws SQLException {
        LiveFleet.insert(
                connection, "UPDATE trips SET made = ? WHERE vehicle_id = ? AND number = ?", made, vehicle, number);
    }

    private static String[] all() {
        return keys(true);
    }

    /** Of those that were there from the beginning; one became young and one old while they were copied. */
    private static String[] youngOnes() {
        return keys(false);
    }

    private static String[] keys(boolean old) {
        Map<String, Boolean> keys = new TreeMap<>();
        for (int vehicle = 1_000_000; vehicle < 1_000_012; vehicle++) {
            for (int number = 0; number < 4; number++) {
                keys.put(vehicle + "/" + number, number % 2 == 0);
            }
        }
        keys.put("1000000/1", true);
        keys.put("1000001/0", false);
        keys.values().removeIf(young -> !young && !old);
        return keys.keySet().toArray(String[]::new);
    }

    /** How old those trips are that were there from the beginning. */
    private static Map<String, String> oldTrips(DataSource side) throws SQLException {
        Map<String, String> trips = new TreeMap<>();
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT vehicle_id, number, made FROM trips"
                        + " WHERE vehicle_id >= 1000000 AND vehicle_id < 2000000")) {
            while (row.next()) {
                boolean young =
                        row.getTimestamp(3).toInstant().isAfter(Instant.now().minus(AGE));
                trips.put(row.getLong(1) + "/" + row.getInt(2), young ? "young" : "old");
            }
        }
        return trips;
    }
}
