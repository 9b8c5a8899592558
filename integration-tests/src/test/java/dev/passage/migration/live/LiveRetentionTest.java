package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.tenant.TenantMove;
import dev.passage.migration.testkit.database.DatabaseKind;
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
    private static final Duration AGE = Duration.ofDays(90);
    private static final Timestamp OLD = Timestamp.from(Instant.parse("2001-02-03T04:05:06Z"));

    /** Rows of which one half is old; those of the writers are not, but they write to old ones too. */
    private static final LiveStore.Rows TRIPS = new LiveStore.Rows() {
        @Override
        public void put(Connection connection, long key, String value) throws SQLException {
            LiveStore.VEHICLES.put(connection, key, value);
            String made = "UPDATE trips SET made = ? WHERE vehicle_id = ? AND made IS NULL";
            LiveFleet.insert(connection, made, Timestamp.from(Instant.now()), key);
            LiveFleet.insert(connection, "UPDATE trips SET note = ? WHERE vehicle_id = ?", value, 1_000_002 + key % 10);
        }

        @Override
        public void delete(Connection connection, long key) throws SQLException {
            LiveStore.VEHICLES.delete(connection, key);
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
            String trips = kind == DatabaseKind.H2 ? "TRIPS" : "trips";
            String made = kind == DatabaseKind.H2 ? "MADE" : "made";
            TenantMove move = LiveFleet.move().keep(trips, AGE, made);
            LiveMoves.at(
                    TenantFaultPoints.COPIED,
                    () -> fleet.tenants.inTransaction(LiveFleet.TENANT, connection -> {
                        age(connection, 1_000_000, 1, Timestamp.from(Instant.now()));
                        age(connection, 1_000_001, 0, OLD);
                    }));
            Map<String, String> there = new TreeMap<>();

            LiveMoves.ThereAndBack trip = LiveMoves.thereAndBack(
                    fleet, move, fleet.store(TRIPS), 500, () -> there.putAll(oldTrips(fleet.dedicated)));

            assertThat(trip.writers().violations(LiveFleet.written(fleet.shared)))
                    .isEmpty();
            assertThat(there).containsOnlyKeys(youngOnes());
            assertThat(oldTrips(fleet.shared)).containsOnlyKeys(all());
            assertThat(oldTrips(fleet.shared)).contains(Map.entry("1000000/1", "young"), Map.entry("1000001/0", "old"));
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
