package dev.passage.migration.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The feed of triggers on MariaDB (D8). */
@Tag("soak")
final class MariaDbTriggerFeedTest extends TriggerFeedContract {

    MariaDbTriggerFeedTest() {
        super(DatabaseKind.MARIADB);
    }

    /** A writer's snapshot may be older than the row by which its own belongs to the tenant; other engines refuse such a row. */
    @Test
    void notesARowBelowOneThatItsWriterDoesNotSee() throws SQLException {
        feed.arm();
        try (Connection old = fleet.dataSource().getConnection();
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            statement.executeQuery("SELECT COUNT(*) FROM vehicle").close();
            fleet.bound("INSERT INTO vehicle VALUES (3, ?, 'three')", CapturedFleet.TENANT);

            statement.execute("INSERT INTO trip VALUES (30, 3)");
            old.commit();
        }

        assertThat(CapturedFleet.drain(feed)).containsExactly("trip [30]", "vehicle [3]");
    }

    /** As a load of a dump does, without checks of foreign keys. */
    @Test
    void notesARowThatComesBeforeTheOneAboveIt() throws SQLException {
        feed.arm();

        fleet.execute("SET foreign_key_checks = 0", "INSERT INTO trip VALUES (30, 3)");
        fleet.bound("INSERT INTO vehicle VALUES (3, ?, 'three')", CapturedFleet.TENANT);

        assertThat(CapturedFleet.drain(feed)).containsExactly("trip [30]", "vehicle [3]");
    }
}
