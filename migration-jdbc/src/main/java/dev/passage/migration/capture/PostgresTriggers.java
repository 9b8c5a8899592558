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
    private static final String ANY = "bool_or";

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

    /**
     * A trigger of the application may change what a statement has not named, so links are looked at again after the row. Who claims to
     * be the mover is looked up in a condition of its own: one with a query in it would cost every writer that query.
     */
    private String body(TableCapture table) {
        String relinked = "(was OR is_now) AND (" + differ(table, table.linkColumns()) + ")";
        return " DECLARE was boolean := false; is_now boolean := false; standing text; BEGIN"
                + " IF coalesce(current_setting('passage.origin', true), '') <> '' THEN IF EXISTS (SELECT 1 FROM "
                + names.origin() + " WHERE token = sha256(convert_to(current_setting('passage.origin', true), 'UTF8')))"
                + " THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; END IF;"
                + " IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION 'The table is being moved and cannot be truncated.'"
                + " USING ERRCODE = '55006'; END IF;"
                + " IF TG_OP <> 'INSERT' THEN was := " + table.belongsIfKnown("OLD", ANY) + "; END IF;"
                + " IF TG_OP = 'INSERT' THEN is_now := " + table.belongsIfKnown("NEW", ANY) + ";"
                + " ELSIF TG_OP = 'UPDATE' THEN IF " + differ(table, table.pathColumns()) + " THEN is_now := "
                + table.belongsIfKnown("NEW", ANY) + "; ELSE is_now := was; END IF; END IF;"
                + " IF TG_WHEN = 'BEFORE' THEN"
                + " IF TG_OP = 'DELETE' THEN IF was THEN " + dependents(table, "OLD") + "END IF; RETURN OLD; END IF;"
                + " IF " + relinked + " THEN " + dependents(table, "OLD") + "END IF; RETURN NEW; END IF;"
                + " IF coalesce(was, true) THEN " + table.note("OLD") + "; END IF;"
                + " IF coalesce(is_now, true) THEN IF NOT coalesce(was, true) THEN " + table.note("NEW") + ";"
                + " ELSIF TG_OP = 'UPDATE' THEN IF " + differ(table, table.keyColumns()) + " THEN " + table.note("NEW")
                + "; END IF; END IF; END IF;"
                + (table.hasDependents()
                        ? " IF TG_OP = 'UPDATE' THEN IF " + relinked + " THEN " + dependents(table, "NEW")
                                + "END IF; END IF;"
                        : "")
                + " IF was OR is_now THEN SELECT state INTO standing " + table.gateOfTenant() + ";"
                + " IF standing <> 'OPEN' THEN RAISE EXCEPTION 'This side does not accept writes of the tenant.'"
                + " USING ERRCODE = '55006'; END IF; END IF; RETURN NULL; END ";
    }

    private static String dependents(TableCapture table, String alias) {
        return table.noteDependents(alias, from -> from).stream()
                .map(statement -> statement + "; ")
                .collect(Collectors.joining());
    }

    private static String differ(TableCapture table, List<Column> columns) {
        return columns.stream()
                .map(column -> text(table, "OLD", column) + " IS DISTINCT FROM " + text(table, "NEW", column))
                .collect(Collectors.joining(" OR "));
    }

    private static String text(TableCapture table, String alias, Column column) {
        return "CAST(" + table.column(alias, column.name()) + " AS TEXT) COLLATE \"C\"";
    }

    /**
     * As few as there is something to do for. A condition (WHEN) would cost a statement of one row more than the function does, because the
     * server reads its text anew for each statement.
     */
    @Override
    public List<Trigger> triggers(TableCapture table) {
        List<Trigger> triggers = new ArrayList<>();
        triggers.add(trigger(table, "row", "AFTER INSERT OR UPDATE OR DELETE", "ROW"));
        if (table.hasDependents()) {
            String links = table.linkColumns().stream()
                    .map(column -> table.quoted(column.name()))
                    .collect(Collectors.joining(", "));
            triggers.add(trigger(table, "before", "BEFORE DELETE OR UPDATE OF " + links, "ROW"));
        }
        triggers.add(trigger(table, "truncate", "BEFORE TRUNCATE", "STATEMENT"));
        return List.copyOf(triggers);
    }

    private Trigger trigger(TableCapture table, String event, String when, String each) {
        String name = names.trigger(table.number(), event);
        return new Trigger(
                name,
                "CREATE TRIGGER " + table.quoted(name) + " " + when + " ON " + table.qualified() + " FOR EACH " + each
                        + " EXECUTE FUNCTION " + names.function(table.number()) + "()");
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
