package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.dialect.H2TriggerRules;
import dev.passage.migration.dialect.SessionLimit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** H2: a trigger is a class, so what it runs stands as statements in a table of the feed. */
final class H2Triggers implements TriggerLanguage {

    private final CaptureNames names;
    private final Catalog catalog;

    H2Triggers(CaptureNames names, Catalog catalog) {
        this.names = names;
        this.catalog = catalog;
    }

    @Override
    public String bytes() {
        return "BINARY VARYING(32)";
    }

    @Override
    public String counted() {
        return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    }

    @Override
    public String triggersLike() {
        return "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS WHERE TRIGGER_SCHEMA = CURRENT_SCHEMA"
                + " AND LOCATE(?, TRIGGER_NAME) = 1";
    }

    @Override
    public void prepare(Connection connection, TableCapture table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + names.rules()
                    + " (table_no INTEGER NOT NULL, kind CHARACTER VARYING(10) NOT NULL,"
                    + " statement CHARACTER VARYING(100000) NOT NULL)");
            statement.execute("DELETE FROM " + names.rules() + " WHERE table_no = " + table.number());
        }
        try (PreparedStatement add = connection.prepareStatement(
                "INSERT INTO " + names.rules() + " (table_no, kind, statement) VALUES (?, ?, ?)")) {
            for (Map.Entry<String, List<String>> kind : rules(table).entrySet()) {
                for (String rule : kind.getValue()) {
                    add.setInt(1, table.number());
                    add.setString(2, kind.getKey());
                    add.setString(3, rule);
                    add.executeUpdate();
                }
            }
        }
    }

    private Map<String, List<String>> rules(TableCapture table) {
        List<Column> seen = table.linkColumns();
        String row = "(SELECT "
                + seen.stream()
                        .map(column ->
                                "CAST(? AS " + column.type().definition() + ") AS " + table.quoted(column.name()))
                        .collect(Collectors.joining(", "))
                + ") seen";
        Map<String, List<String>> rules = new LinkedHashMap<>();
        rules.put(H2TriggerRules.COLUMNS, List.of(positions(table, seen)));
        rules.put(H2TriggerRules.KEY, List.of(positions(table, table.keyColumns())));
        rules.put(H2TriggerRules.BELONGS, List.of("SELECT 1 FROM " + row + " WHERE " + table.belongs("seen")));
        rules.put(H2TriggerRules.NOTE, List.of(table.noteFrom("seen", row)));
        rules.put(H2TriggerRules.DEPENDENT, table.noteDependents("seen", lowest -> row + ", " + lowest));
        rules.put(H2TriggerRules.GATE, List.of("SELECT " + table.quoted("state") + " " + table.gateOfTenant()));
        rules.put(H2TriggerRules.ORIGIN, List.of("SELECT 1 FROM " + names.origin() + " WHERE token = ?"));
        return rules;
    }

    private static String positions(TableCapture table, List<Column> columns) {
        return columns.stream()
                .map(column -> Integer.toString(table.columns().indexOf(column)))
                .collect(Collectors.joining(","));
    }

    @Override
    public List<Trigger> triggers(TableCapture table) {
        List<Trigger> triggers = new ArrayList<>();
        triggers.add(trigger(table, "row", "AFTER INSERT, UPDATE, DELETE"));
        if (table.hasDependents()) {
            triggers.add(trigger(table, "before", "BEFORE UPDATE, DELETE"));
        }
        return triggers;
    }

    private Trigger trigger(TableCapture table, String event, String when) {
        String name = names.trigger(table.number(), event);
        return new Trigger(
                name,
                "CREATE TRIGGER IF NOT EXISTS " + catalog.qualified(name) + " " + when + " ON " + table.qualified()
                        + " FOR EACH ROW CALL '" + H2TriggerRules.triggerClass() + "'");
    }

    /** A statement that runs its triggers fails when one is added or dropped meanwhile. */
    @Override
    public Optional<String> standstill() {
        return Optional.of("SELECT * FROM " + catalog.qualified("passage_gate") + " FOR UPDATE");
    }

    /** To create a trigger locks nothing here, but to add a constraint does, also one that checks nothing. */
    @Override
    public List<String> barrier(TableCapture table) {
        String constraint = table.quoted(names.trigger(table.number(), "barrier"));
        String drop = "ALTER TABLE " + table.qualified() + " DROP CONSTRAINT IF EXISTS " + constraint;
        return List.of(
                drop,
                "ALTER TABLE " + table.qualified() + " ADD CONSTRAINT " + constraint + " CHECK (TRUE) NOCHECK",
                drop);
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
        return List.of(barrier(table).get(0), "DROP TABLE IF EXISTS " + names.rules());
    }

    @Override
    public ChangeFeed.Origin limitWait(Connection connection, Duration wait) throws SQLException {
        SessionLimit limit = catalog.dialect().limitLockWait(connection, wait);
        return limit::close;
    }

    @Override
    public ChangeFeed.Origin mark(Connection connection, String token) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement("SET @" + H2TriggerRules.VARIABLE + " = ?")) {
            mark.setString(1, token);
            mark.execute();
        }
        return () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET @" + H2TriggerRules.VARIABLE + " = NULL");
            }
        };
    }
}
