package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.dialect.SessionLimit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** PostgreSQL: a function for each table, with the rights of its creator, so that writers need none on what it writes. */
final class PostgresTriggers implements TriggerLanguage {
    private static final int UNNOTICED_ATTEMPTS = 40;

    private final CaptureNames names;
    private final Catalog catalog;

    PostgresTriggers(CaptureNames names, Catalog catalog) {
        this.names = names;
        this.catalog = catalog;
    }

    @Override
    public String bytes() {
        return "BYTEA";
    }

    @Override
    public String counted() {
        return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
    }

    @Override
    public String triggersLike() {
        return "SELECT t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
                + " WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"
                + " AND starts_with(t.tgname, ?)";
    }

    @Override
    public void makeAhead(Connection connection, TableCapture table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(function(table));
        }
    }

    private String function(TableCapture table) {
        String body = body(table);
        String tag = "$" + names.stem() + "$";
        if (body.contains(tag)) {
            throw new IllegalArgumentException(
                    "Table " + table.name() + " cannot be captured: a name in it ends the text of a function.");
        }
        return "CREATE OR REPLACE FUNCTION " + names.function(table.number())
                + "() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, "
                + table.quoted(catalog.schema()) + ", pg_temp AS " + tag + body + tag;
    }

    private String body(TableCapture table) {
        String dependents = table.noteDependents("OLD", from -> from).stream()
                .map(statement -> statement + "; ")
                .collect(Collectors.joining());
        return " DECLARE was boolean := false; is_now boolean := false; noted boolean := false; standing text; BEGIN"
                + " IF coalesce(current_setting('passage.origin', true), '') <> '' AND EXISTS (SELECT 1 FROM "
                + names.origin() + " WHERE token = sha256(convert_to(current_setting('passage.origin', true), 'UTF8')))"
                + " THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF;"
                + " IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION 'The table is being moved and cannot be truncated.'"
                + " USING ERRCODE = '55006'; END IF;"
                + " IF TG_OP <> 'INSERT' THEN was := coalesce(" + table.belongs("OLD") + ", false); END IF;"
                + " IF TG_OP <> 'DELETE' THEN is_now := coalesce(" + table.belongs("NEW") + ", false); END IF;"
                + " IF TG_WHEN = 'BEFORE' THEN"
                + " IF TG_OP = 'DELETE' THEN IF was THEN " + dependents + "END IF; RETURN OLD; END IF;"
                + " IF (was OR is_now) AND (" + differ(table, table.linkColumns()) + ") THEN " + dependents
                + "END IF; RETURN NEW; END IF;"
                + " IF TG_OP <> 'INSERT' THEN noted := was OR " + table.leadsNowhere("OLD") + ";"
                + " IF noted THEN " + table.note("OLD") + "; END IF; END IF;"
                + " IF TG_OP <> 'DELETE' AND (is_now OR " + table.leadsNowhere("NEW") + ") THEN IF NOT noted THEN "
                + table.note("NEW") + "; ELSIF TG_OP = 'UPDATE' THEN IF "
                + differ(table, table.keyColumns()) + " THEN " + table.note("NEW") + "; END IF; END IF; END IF;"
                + " IF was OR is_now THEN SELECT state INTO standing " + table.gateOfTenant() + ";"
                + " IF standing <> 'OPEN' THEN RAISE EXCEPTION 'This side does not accept writes of the tenant.'"
                + " USING ERRCODE = '55006'; END IF; END IF; RETURN NULL; END ";
    }

    private static String differ(TableCapture table, List<Column> columns) {
        return columns.stream()
                .map(column -> text(table, "OLD", column) + " IS DISTINCT FROM " + text(table, "NEW", column))
                .collect(Collectors.joining(" OR "));
    }

    private static String text(TableCapture table, String alias, Column column) {
        return "CAST(" + table.column(alias, column.name()) + " AS TEXT) COLLATE \"C\"";
    }

    @Override
    public List<Trigger> triggers(TableCapture table) {
        String call = " EXECUTE FUNCTION " + names.function(table.number()) + "()";
        String on = " ON " + table.qualified() + " FOR EACH ";
        String row = names.trigger(table.number(), "row");
        String before = names.trigger(table.number(), "before");
        String truncate = names.trigger(table.number(), "truncate");
        return List.of(
                new Trigger(
                        row,
                        "CREATE TRIGGER " + table.quoted(row) + " AFTER INSERT OR UPDATE OR DELETE" + on + "ROW"
                                + call),
                new Trigger(
                        before,
                        "CREATE TRIGGER " + table.quoted(before) + " BEFORE UPDATE OR DELETE" + on + "ROW" + call),
                new Trigger(
                        truncate,
                        "CREATE TRIGGER " + table.quoted(truncate) + " BEFORE TRUNCATE" + on + "STATEMENT" + call));
    }

    /** One round trip while writers are locked out. */
    @Override
    public List<String> creations(List<Trigger> triggers) {
        return triggers.isEmpty()
                ? List.of()
                : List.of(triggers.stream().map(Trigger::creation).collect(Collectors.joining("; ")));
    }

    /** First many that nobody notices, each of which comes through if no transaction that has written to the table lasts longer. */
    @Override
    public List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>(Collections.nCopies(UNNOTICED_ATTEMPTS, Attempt.ofMillis(4, 2)));
        attempts.addAll(PATIENT_ATTEMPTS);
        return attempts;
    }

    @Override
    public List<String> barrier(TableCapture table) {
        return List.of();
    }

    /** By their function, which is the mover's own: a trigger itself can only be dropped by the owner of the table. */
    @Override
    public List<String> dropTriggers(TableCapture table, Set<String> present) {
        return triggers(table).stream().map(Trigger::name).anyMatch(present::contains)
                ? List.of("DROP FUNCTION IF EXISTS " + names.function(table.number()) + "() CASCADE")
                : List.of();
    }

    @Override
    public List<String> cleanUp(TableCapture table) {
        return List.of("DROP FUNCTION IF EXISTS " + names.function(table.number()) + "()");
    }

    @Override
    public ChangeFeed.Origin limitWait(Connection connection, Duration wait) throws SQLException {
        SessionLimit limit = catalog.dialect().limitLockWait(connection, wait);
        return limit::close;
    }

    @Override
    public ChangeFeed.Origin mark(Connection connection, String token) throws SQLException {
        try (PreparedStatement mark =
                connection.prepareStatement("SELECT pg_catalog.set_config('passage.origin', ?, true)")) {
            mark.setString(1, token);
            mark.execute();
        }
        return () -> {};
    }
}
