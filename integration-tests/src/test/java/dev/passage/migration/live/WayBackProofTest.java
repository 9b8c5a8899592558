package dev.passage.migration.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.tenant.TenantFaultPoints;
import dev.passage.migration.testkit.database.DatabaseImage;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A way back that would not work ends a live move before its first row is copied (R6). */
class WayBackProofTest {

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    @ParameterizedTest
    @CsvSource({
        "H2, shared, no change was noted",
        "POSTGRESQL, shared, no change was noted",
        "H2, dedicated, could be added on dedicated by others before the switch",
        "POSTGRESQL, dedicated, could be added on dedicated by others before the switch"
    })
    void findsTriggersThatDoNotFire(DatabaseKind kind, String side, String told) throws Exception {
        endsBeforeTheFirstRow(
                kind, told, fleet -> dropTriggers(side.equals("shared") ? fleet.shared : fleet.dedicated));
    }

    @Test
    void findsASourceThatWouldNotTakeTheRowAgain() throws Exception {
        endsBeforeTheFirstRow(
                DatabaseKind.POSTGRESQL,
                "a row of table \"customers\" on shared failed with SQLSTATE 23514",
                fleet -> LiveFleet.execute(
                        fleet.shared,
                        "ALTER TABLE customers ADD CONSTRAINT closed_books CHECK (name <> 'acme') NOT VALID"));
    }

    @Test
    void findsATargetThatChangesWhatItTakes() throws Exception {
        endsBeforeTheFirstRow(
                DatabaseKind.POSTGRESQL,
                "came back from dedicated with other values",
                fleet -> LiveFleet.execute(
                        fleet.dedicated,
                        "CREATE FUNCTION louder() RETURNS trigger LANGUAGE plpgsql AS"
                                + " 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'",
                        "CREATE TRIGGER louder BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION louder()"));
    }

    /** What somebody does to the databases between the triggers and the proof. */
    @FunctionalInterface
    private interface Mischief {
        void on(LiveFleet fleet) throws SQLException;
    }

    private static void endsBeforeTheFirstRow(DatabaseKind kind, String told, Mischief mischief) throws Exception {
        try (LiveFleet fleet = new LiveFleet(kind);
                MigrationController engine = LiveMoves.engine(fleet)) {
            fleet.fill(3, 2);
            DatabaseImage before = LiveFleet.imageOf(fleet.shared);
            LiveMoves.at(TenantFaultPoints.ARMED, () -> mischief.on(fleet));

            MigrationResult result = LiveMoves.run(engine, LiveFleet.move());

            assertThat(result.state()).as("%s", result.status().failure()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure()).hasValueSatisfying(failure -> {
                assertThat(failure.step())
                        .hasValueSatisfying(step -> assertThat(step.value()).isEqualTo("arm-capture"));
                assertThat(failure.message()).contains(told);
            });
            assertThat(rows(fleet.dedicated, "customers WHERE id = 'acme'")).isZero();
            assertThat(DatabaseImage.of(fleet.shared).rows("vehicles")).isEqualTo(before.rows("vehicles"));
            fleet.tenants.inTransaction(
                    LiveFleet.TENANT,
                    connection -> LiveFleet.insert(connection, "UPDATE vehicles SET weight = 7 WHERE id = 1000001"));
            assertThat(rows(fleet.shared, "vehicles WHERE weight = 7")).isEqualTo(1);
        }
    }

    private static void dropTriggers(DataSource side) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement()) {
            boolean onPostgres =
                    connection.getMetaData().getDatabaseProductName().startsWith("Postgre");
            List<String> drops = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(
                    "SELECT DISTINCT trigger_name, event_object_table FROM information_schema.triggers"
                            + " WHERE trigger_schema = CURRENT_SCHEMA")) {
                while (row.next()) {
                    String table = onPostgres ? " ON \"" + row.getString(2) + "\"" : "";
                    drops.add("DROP TRIGGER \"" + row.getString(1) + "\"" + table);
                }
            }
            assertThat(drops).isNotEmpty();
            for (String drop : drops) {
                statement.execute(drop);
            }
        }
    }

    private static long rows(DataSource side, String from) throws SQLException {
        try (Connection connection = side.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
