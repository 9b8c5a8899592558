package dev.passage.migration.move;

import dev.passage.migration.testkit.database.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes down in a PostgreSQL database which process changed a row of which table, in the order of the changes. */
final class EffectLog {
    private static final String LOG = """
            CREATE SCHEMA effects;
            CREATE TABLE effects.log (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, process TEXT, place TEXT, what TEXT);
            CREATE FUNCTION effects.add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              INSERT INTO effects.log (process, place, what)
              VALUES (current_setting('application_name'), TG_TABLE_NAME, TG_OP);
              RETURN NULL; END $$""";

    private final TestDatabase database;

    private EffectLog(TestDatabase database) {
        this.database = database;
    }

    /** Watches the tables that the database has now. */
    static EffectLog watch(TestDatabase database) throws SQLException {
        EffectLog log = new EffectLog(database);
        MovingFleet.execute(database.dataSource(), LOG);
        for (String table : log.strings("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")) {
            MovingFleet.execute(
                    database.dataSource(),
                    "CREATE TRIGGER effects AFTER INSERT OR UPDATE OR DELETE ON \"" + table
                            + "\" FOR EACH ROW EXECUTE FUNCTION effects.add()");
        }
        return log;
    }

    /** The URL for a process of this name. */
    static String urlFor(TestDatabase database, String process) {
        return database.url() + (database.url().contains("?") ? "&" : "?") + "ApplicationName=" + process;
    }

    /** What a process changed, in order. */
    List<String> of(String process) throws SQLException {
        return strings("SELECT what || ' ' || place FROM effects.log WHERE process = ? ORDER BY id", process);
    }

    /** What a process changed after another had begun to change something here. */
    List<String> afterFirstOf(String other, String process) throws SQLException {
        return strings(
                "SELECT what || ' ' || place FROM effects.log WHERE process = ?"
                        + " AND id > (SELECT min(id) FROM effects.log WHERE process = ?) ORDER BY id",
                process,
                other);
    }

    private List<String> strings(String sql, String... values) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                select.setString(index + 1, values[index]);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }
}
