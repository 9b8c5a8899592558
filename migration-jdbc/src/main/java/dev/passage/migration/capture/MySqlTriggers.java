package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** MariaDB and MySQL: a trigger for each event; a cascade fires none, so the dependents of a row are noted before it goes. */
final class MySqlTriggers implements TriggerLanguage {
    private static final String SECONDS_OF_LOCK_WAIT = "1";

    private static final String ORIGIN = "passage_origin";

    private final CaptureNames names;
    private final Catalog catalog;

    MySqlTriggers(CaptureNames names, Catalog catalog) {
        this.names = names;
        this.catalog = catalog;
    }

    @Override
    public String bytes() {
        return "VARBINARY(32)";
    }

    @Override
    public String counted() {
        return "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY";
    }

    @Override
    public String triggersLike() {
        return "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
                + " AND LOCATE(?, TRIGGER_NAME) = 1";
    }

    @Override
    public void prepare(Connection connection, TableCapture table) {}

    @Override
    public List<Trigger> triggers(TableCapture table) {
        String was = "SET was = COALESCE(" + table.belongs("OLD") + ", FALSE); ";
        String isNow = "SET is_now = COALESCE(" + table.belongs("NEW") + ", FALSE); ";
        String dependents = table.noteDependents("OLD", from -> from).stream()
                .map(statement -> statement + "; ")
                .collect(Collectors.joining());
        String noteOld = "IF was THEN " + table.note("OLD") + "; END IF; ";
        String noteNew = "IF is_now AND (NOT was OR " + differ(table, table.keyColumns()) + ") THEN "
                + table.note("NEW") + "; END IF; ";
        String gate = "IF was OR is_now THEN SELECT state INTO standing " + table.gateOfTenant()
                + "; IF standing <> 'OPEN' THEN SIGNAL SQLSTATE '45000'"
                + " SET MESSAGE_TEXT = 'This side does not accept writes of the tenant.'; END IF; END IF; ";
        Trigger inserted = trigger(
                table, "insert", "AFTER INSERT", isNow + "IF is_now THEN " + table.note("NEW") + "; END IF; " + gate);
        Trigger updated = trigger(table, "update", "AFTER UPDATE", was + isNow + noteOld + noteNew + gate);
        Trigger deleted = trigger(table, "delete", "AFTER DELETE", was + noteOld + gate);
        if (!table.hasDependents()) {
            return List.of(inserted, updated, deleted);
        }
        String links = differ(table, table.linkColumns());
        return List.of(
                inserted,
                updated,
                deleted,
                trigger(
                        table,
                        "updating",
                        "BEFORE UPDATE",
                        was + isNow + "IF (was OR is_now) AND (" + links + ") THEN " + dependents + "END IF; "),
                trigger(table, "deleting", "BEFORE DELETE", was + "IF was THEN " + dependents + "END IF; "));
    }

    private Trigger trigger(TableCapture table, String event, String when, String body) {
        String name = names.trigger(table.number(), event);
        return new Trigger(
                name,
                "CREATE TRIGGER " + catalog.qualified(name) + " " + when + " ON " + table.qualified()
                        + " FOR EACH ROW BEGIN DECLARE was, is_now BOOLEAN DEFAULT FALSE;"
                        + " DECLARE standing VARCHAR(8); IF @" + ORIGIN + " IS NULL OR NOT EXISTS (SELECT 1 FROM "
                        + names.origin() + " WHERE token = UNHEX(SHA2(@" + ORIGIN + ", 256))) THEN " + body
                        + "END IF; END");
    }

    private static String differ(TableCapture table, List<Column> columns) {
        return columns.stream()
                .map(column -> "NOT (CAST(" + table.column("OLD", column.name()) + " AS BINARY) <=> CAST("
                        + table.column("NEW", column.name()) + " AS BINARY))")
                .collect(Collectors.joining(" OR "));
    }

    @Override
    public List<String> barrier(TableCapture table) {
        return List.of();
    }

    @Override
    public String dropTrigger(TableCapture table, String name) {
        return "DROP TRIGGER IF EXISTS " + catalog.qualified(name);
    }

    @Override
    public List<String> cleanUp(TableCapture table) {
        return List.of();
    }

    @Override
    public ChangeFeed.Origin limitWait(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery("SELECT @@SESSION.lock_wait_timeout")) {
            before.next();
            String former = Long.toString(before.getLong(1));
            assign(connection, SECONDS_OF_LOCK_WAIT);
            return () -> assign(connection, former);
        }
    }

    private static void assign(Connection connection, String seconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION lock_wait_timeout = " + seconds);
        }
    }

    @Override
    public ChangeFeed.Origin mark(Connection connection, String token) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement("SET @" + ORIGIN + " = ?")) {
            mark.setString(1, token);
            mark.execute();
        }
        return () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET @" + ORIGIN + " = NULL");
            }
        };
    }
}
