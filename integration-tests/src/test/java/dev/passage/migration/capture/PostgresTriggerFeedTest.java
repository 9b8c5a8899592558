package dev.passage.migration.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The feed of triggers on PostgreSQL (D8). */
final class PostgresTriggerFeedTest extends TriggerFeedContract {

    PostgresTriggerFeedTest() {
        super(DatabaseKind.POSTGRESQL);
    }

    /** The statement names no column that means something to other rows, so only the row that came of it shows the change. */
    @Test
    void notesAllThatLeadsToARowWhichATriggerOfTheApplicationHandsOver() throws SQLException {
        fleet.execute(
                "CREATE FUNCTION sell() RETURNS trigger LANGUAGE plpgsql AS $sell$ BEGIN"
                        + " NEW.tenant_id := (SELECT v.tenant_id FROM vehicle v WHERE v.id = 2); RETURN NEW; END $sell$",
                "CREATE TRIGGER sell BEFORE UPDATE ON vehicle FOR EACH ROW WHEN (NEW.label = 'sold')"
                        + " EXECUTE FUNCTION sell()");
        feed.arm();

        fleet.execute("UPDATE vehicle SET label = 'sold' WHERE id = 1");

        assertThat(CapturedFleet.drain(feed)).containsExactly("stop [10, here]", "trip [10]", "vehicle [1]");
    }

    @Test
    void notesRowsThatComeBeforeTheOneTheyBelongTo() throws SQLException {
        fleet.execute(
                "ALTER TABLE trip ALTER CONSTRAINT trip_vehicle_id_fkey DEFERRABLE INITIALLY DEFERRED",
                "ALTER TABLE stop ALTER CONSTRAINT stop_trip_id_fkey DEFERRABLE INITIALLY DEFERRED");
        feed.arm();

        try (Connection connection = fleet.dataSource().getConnection();
                Statement children = connection.createStatement();
                PreparedStatement parent = connection.prepareStatement("INSERT INTO vehicle VALUES (3, ?, 'three')")) {
            connection.setAutoCommit(false);
            children.execute("INSERT INTO stop VALUES (30, 'here')");
            children.execute("INSERT INTO trip VALUES (30, 3)");
            parent.setString(1, CapturedFleet.TENANT);
            parent.executeUpdate();
            connection.commit();
        }

        assertThat(CapturedFleet.drain(feed)).containsExactly("stop [30, here]", "trip [30]", "vehicle [3]");
    }

    @Test
    void tellsFromTheRowAloneWhoseItIsWhenItsTenantOfAnotherTypeComesLater() throws SQLException {
        fleet.execute(
                "CREATE TABLE account (id BIGINT PRIMARY KEY)",
                "CREATE TABLE invoice (id INTEGER PRIMARY KEY,"
                        + " account_id BIGINT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)");
        TriggerFeed ofAccount = fleet.feed("account", "7");
        ofAccount.arm();

        try (Connection connection = fleet.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO invoice VALUES (5, 7), (6, 8)");
            statement.execute("INSERT INTO account VALUES (7), (8)");
            connection.commit();
        }

        assertThat(CapturedFleet.drain(ofAccount)).containsExactly("account [7]", "invoice [5]");
    }

    @Test
    void tellsFromTheRowAloneWhoseItIsWhenItsTenantComesLater() throws SQLException {
        fleet.execute("ALTER TABLE vehicle ALTER CONSTRAINT vehicle_tenant_id_fkey DEFERRABLE INITIALLY DEFERRED");
        fleet.execute("DELETE FROM vehicle");
        fleet.execute("DELETE FROM tenant");
        feed.arm();

        try (Connection connection = fleet.dataSource().getConnection();
                PreparedStatement vehicle = connection.prepareStatement("INSERT INTO vehicle VALUES (?, ?, 'early')");
                PreparedStatement tenant = connection.prepareStatement("INSERT INTO tenant VALUES (?)")) {
            connection.setAutoCommit(false);
            int number = 5;
            for (String whose : new String[] {CapturedFleet.TENANT, CapturedFleet.BYSTANDER}) {
                vehicle.setInt(1, number++);
                vehicle.setString(2, whose);
                vehicle.executeUpdate();
                tenant.setString(1, whose);
                tenant.executeUpdate();
            }
            connection.commit();
        }

        assertThat(CapturedFleet.drain(feed)).contains("vehicle [5]").doesNotContain("vehicle [6]");
    }
}
