package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.history.Writers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tenant that is written to moves among rows of another one that has its keys, gets others together with what refers to them, and
 * its own again on the way back (D8, D12, R3).
 */
class LiveTakenKeysTest {
    private static final long NONE = -1;

    /** Of writers who know a vehicle by its plate, because numbers may change. */
    private static final LiveStore.Rows BY_PLATE = new LiveStore.Rows() {
        @Override
        public void put(Connection connection, long key, String value) throws SQLException {
            String plate = "W" + key;
            long number = number(connection, plate);
            if (number == NONE) {
                number = number(connection, "P1000000") + 1_000 + key;
                LiveFleet.insert(
                        connection,
                        "INSERT INTO vehicles (id, customer_id, plate, weight) VALUES (?, ?, ?, 1)",
                        number,
                        LiveFleet.TENANT,
                        plate);
                LiveFleet.insert(connection, "INSERT INTO trips VALUES (?, 1, ?)", number, value);
            }
            long towed = number(connection, "P1000001");
            String update = "UPDATE vehicles SET weight = weight + 1, tows = ? WHERE id = ?";
            if (LiveFleet.insert(connection, update, towed, number) == 0) {
                throw new SQLException("Another writer has deleted it meanwhile.", "40001");
            }
            LiveFleet.insert(connection, "UPDATE trips SET note = ? WHERE vehicle_id = ?", value, number);
        }

        @Override
        public void delete(Connection connection, long key) throws SQLException {
            LiveFleet.insert(connection, "DELETE FROM vehicles WHERE plate = ?", "W" + key);
        }
    };

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void givesATenantThatIsWrittenToOtherKeysThereAndItsOwnWhenItComesBack(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(10, 4);
            takeKeys(fleet);
            Map<String, Long> numbers = numbers(fleet.shared);
            Map<String, Long> there = new TreeMap<>();

            LiveMoves.ThereAndBack trip = LiveMoves.thereAndBack(
                    fleet,
                    LiveFleet.move().changingTakenKeys(),
                    fleet.store(BY_PLATE),
                    300,
                    () -> there.putAll(numbers(fleet.dedicated)));

            assertThat(there).hasSameSizeAs(numbers).isNotEqualTo(numbers);
            assertThat(numbers(fleet.shared)).isEqualTo(numbers);
            assertThat(trip.writers().violations(written(fleet.shared))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void losesNoWriteWhenItStaysThere(DatabaseKind kind) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind)) {
            fleet.fill(10, 4);
            takeKeys(fleet);
            MigrationResult result;

            Writers writers = Writers.start(fleet.store(BY_PLATE), LiveMoves.WRITERS, 300, Seed.ofThisRun());
            try (MigrationController engine = LiveMoves.engine(fleet)) {
                result = LiveMoves.run(engine, LiveFleet.move().changingTakenKeys());
                writers.stop();
            } finally {
                writers.close();
            }

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(written(fleet.dedicated))).isEmpty();
        }
    }

    @Tag("soak")
    @Test
    void givesATenantThatIsWrittenToOtherKeysOnMariaDbToo() throws Exception {
        givesATenantThatIsWrittenToOtherKeysThereAndItsOwnWhenItComesBack(DatabaseKind.MARIADB);
    }

    /** Vehicles of the other tenant that have the first numbers of those that are to come, with trips that have their keys too. */
    private static void takeKeys(LiveFleet fleet) throws SQLException {
        LiveFleet.execute(
                fleet.dedicated,
                "INSERT INTO vehicles (id, customer_id, plate) VALUES (1000000, 'other', 'taken'), (1000001, 'other', 'also')",
                "INSERT INTO trips (vehicle_id, number, note) VALUES (1000000, 0, 'other'), (1000001, 1, 'other')");
        fleet.rememberBystander(fleet.dedicated);
    }

    private static long number(Connection connection, String plate) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM vehicles WHERE plate = ?")) {
            query.setString(1, plate);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : NONE;
            }
        }
    }

    /** The numbers of the vehicles that were there from the beginning. */
    private static Map<String, Long> numbers(DataSource side) throws SQLException {
        Map<String, Long> numbers = new TreeMap<>();
        read(
                side,
                "SELECT plate, id FROM vehicles WHERE customer_id = 'acme' AND plate LIKE 'P%'",
                row -> numbers.put(row.getString(1), row.getLong(2)));
        return numbers;
    }

    /** What writers wrote; each of their vehicles is towed by one of their tenant's. */
    private static Map<Long, String> written(DataSource side) throws SQLException {
        Map<Long, String> values = new HashMap<>();
        read(
                side,
                "SELECT v.plate, t.note, f.plate FROM vehicles v LEFT JOIN trips t ON t.vehicle_id = v.id"
                        + " LEFT JOIN vehicles f ON f.id = v.tows WHERE v.customer_id = 'acme' AND v.plate LIKE 'W%'",
                row -> {
                    boolean towed = String.valueOf(row.getString(3)).equals("P1000001");
                    values.put(Long.valueOf(row.getString(1).substring(1)), towed ? row.getString(2) : "towed wrongly");
                });
        return values;
    }

    private interface Reading {
        void of(ResultSet row) throws SQLException;
    }

    private static void read(DataSource side, String query, Reading reading) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                reading.of(row);
            }
        }
    }
}
