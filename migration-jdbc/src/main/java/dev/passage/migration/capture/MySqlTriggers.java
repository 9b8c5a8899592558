package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** MariaDB and MySQL: a trigger for each event; a cascade fires none, so the dependents of a row are noted before it goes. */
final class MySqlTriggers implements TriggerLanguage {
    /** It counts in whole seconds. */
    private static final List<Attempt> PATIENT = List.of(
            Attempt.ofMillis(0, 1_000),
            Attempt.ofMillis(100, 1_000),
            Attempt.ofMillis(200, 1_000),
            Attempt.ofMillis(400, 1_000),
            Attempt.ofMillis(800, 1_000));

    private static final int UNNOTICED_ATTEMPTS = 100;

    private static final String ANY = "MAX";

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
    public List<Trigger> triggers(TableCapture table) {
        String was = "SET was = " + table.belongsIfKnown("OLD", ANY) + "; ";
        String isNow = "SET is_now = " + table.belongsIfKnown("NEW", ANY) + "; ";
        String sameOrNow =
                "IF " + differ(table, table.pathColumns()) + " THEN " + isNow + "ELSE SET is_now = was; END IF; ";
        String noteOld = "IF COALESCE(was, TRUE) THEN " + table.note("OLD") + "; END IF; ";
        String noteNew = "IF COALESCE(is_now, TRUE) AND (NOT COALESCE(was, TRUE) OR "
                + differ(table, table.keyColumns()) + ") THEN " + table.note("NEW") + "; END IF; ";
        String gate = "IF was OR is_now THEN SELECT state INTO standing " + table.gateOfTenant()
                + "; IF standing <> 'OPEN' THEN SIGNAL SQLSTATE '45000'"
                + " SET MESSAGE_TEXT = 'This side does not accept writes of the tenant.'; END IF; END IF; ";
        String cascaded = whenLinksChange(table, "NEW");
        List<Trigger> triggers = new ArrayList<>(List.of(
                trigger(
                        table,
                        "insert",
                        "AFTER INSERT",
                        isNow + "IF COALESCE(is_now, TRUE) THEN " + table.note("NEW") + "; END IF; " + gate),
                trigger(table, "update", "AFTER UPDATE", was + sameOrNow + noteOld + noteNew + cascaded + gate),
                trigger(table, "delete", "AFTER DELETE", was + noteOld + gate)));
        if (table.hasDependents()) {
            triggers.add(trigger(table, "updating", "BEFORE UPDATE", was + sameOrNow + whenLinksChange(table, "OLD")));
            triggers.add(trigger(
                    table, "deleting", "BEFORE DELETE", was + "IF was THEN " + dependents(table, "OLD") + "END IF; "));
        }
        return List.copyOf(triggers);
    }

    /** A cascade gives rows below other keys, if theirs hold the one above, so they are noted before it and after it. */
    private String whenLinksChange(TableCapture table, String alias) {
        return table.hasDependents()
                ? "IF (was OR is_now) AND (" + differ(table, table.linkColumns()) + ") THEN " + dependents(table, alias)
                        + "END IF; "
                : "";
    }

    /** Locked, for a snapshot may be older than the rows that the cascade finds. */
    private String dependents(TableCapture table, String alias) {
        return table.noteDependents(alias, from -> from).stream()
                .map(statement -> statement + catalog.dialect().forShare() + "; ")
                .collect(Collectors.joining());
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

    /** Left to itself, the server reads a small table to its end, and waits there for each writer who has not committed. */
    @Override
    public String deleteFrom(String log) {
        return "DELETE entries FROM " + log + " entries FORCE INDEX (PRIMARY)";
    }

    @Override
    public List<String> dropTriggers(TableCapture table, Set<String> present) {
        return triggers(table).stream()
                .map(Trigger::name)
                .filter(present::contains)
                .map(name -> "DROP TRIGGER IF EXISTS " + catalog.qualified(name))
                .toList();
    }

    @Override
    public List<String> cleanUp(TableCapture table) {
        return List.of();
    }

    /** MariaDB can also look whether a table is free without waiting, so that nobody waits behind it. */
    @Override
    public List<Attempt> attempts() {
        if (catalog.engine() != Engine.MARIADB) {
            return PATIENT;
        }
        List<Attempt> attempts = new ArrayList<>(Collections.nCopies(UNNOTICED_ATTEMPTS, Attempt.ofMillis(4, 0)));
        attempts.addAll(PATIENT);
        return attempts;
    }

    @Override
    public ChangeFeed.Origin limitWait(Connection connection, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet before = statement.executeQuery("SELECT @@SESSION.lock_wait_timeout")) {
            before.next();
            String former = Long.toString(before.getLong(1));
            assign(connection, Long.toString(wait.toSeconds()));
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
