package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that keeps track of commits knows when a row was written behind the gate (R3). */
class WayBackCommitTimesTest {
    private static final long MICROS_APART = 100_000;

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("track_commit_timestamp", "on")
                .setServerConfig("fsync", "off")
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** One row is written behind the gate first and one by the owner first; a third is deleted behind the gate, of which nobody knows when. */
    @Test
    void theLaterCommitStaysAndWhatWasDeletedGoesToAPerson() throws Exception {
        try (LiveFleet fleet = new LiveFleet(database("shared"), database("dedicated"));
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 1);
            MigrationHandle handle = WayBackTimesTest.intoPausedWindow(engine, WayBackConflictsTest.move());
            WayBackConflictsTest.behindTheGate(fleet, plate("behind first", 1_000_000));
            WayBackConflictsTest.byOwner(fleet, plate("owner first", 1_000_001));
            letTimePass(fleet);
            WayBackConflictsTest.byOwner(fleet, plate("owner second", 1_000_000));
            WayBackConflictsTest.behindTheGate(fleet, plate("behind second", 1_000_001));
            WayBackConflictsTest.behindTheGate(fleet, "DELETE FROM trips WHERE vehicle_id = 1000002");
            WayBackConflictsTest.byOwner(fleet, "UPDATE trips SET note = 'owner' WHERE vehicle_id = 1000002");

            MigrationResult asking = WayBackConflictsTest.back(engine, handle, ConflictStrategy.NEWEST_WINS);

            assertThat(asking.state()).as("%s", asking.status()).isEqualTo(MigrationState.BLOCKED);
            assertThat(asking.status().question().orElseThrow())
                    .contains("trips", "vehicle_id = 1000002")
                    .doesNotContain("vehicles");

            engine.decide(handle.id(), "keep-target", "on-call", "the customer said so");
            MigrationResult result = handle.await(LiveMoves.LIMIT);

            assertThat(result.state()).as("%s", result.status()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(WayBackTimesTest.plate(fleet, 1_000_000)).isEqualTo("owner second");
            assertThat(WayBackTimesTest.plate(fleet, 1_000_001)).isEqualTo("behind second");
        }
    }

    private static String plate(String value, long vehicle) {
        return "UPDATE vehicles SET plate = '" + value + "' WHERE id = " + vehicle;
    }

    /** Longer than an answer of the server takes, by which it is known how late it is there. */
    private static void letTimePass(LiveFleet fleet) throws SQLException {
        try (Connection connection = fleet.shared.getConnection();
                Statement statement = connection.createStatement()) {
            long begun = now(statement);
            while (now(statement) < begun + MICROS_APART) {
                Thread.onSpinWait();
            }
        }
    }

    private static long now(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static TestDatabase database(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new TestDatabase(DatabaseKind.POSTGRESQL, name, server.getJdbcUrl("postgres", name));
    }
}
