package dev.passage.migration.capture;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.ColumnType;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.TenantEquality;
import dev.passage.migration.value.KeyText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The parts of a trigger's text that every engine says alike, for one table. */
final class TableCapture {
    private final Catalog catalog;
    private final CaptureNames names;
    private final ClassifiedTable table;
    private final int number;
    private final String tenant;
    private final List<Chain> dependents;
    private final TenantPath path;

    TableCapture(
            Catalog catalog,
            CaptureNames names,
            ClassifiedTable table,
            int number,
            String tenant,
            List<Chain> dependents) {
        this.catalog = catalog;
        this.names = names;
        this.table = table;
        this.number = number;
        this.tenant = tenant;
        this.dependents = List.copyOf(dependents);
        this.path = table.path().orElseThrow();
    }

    /** A way from a table down to one whose rows lead to it: the foreign keys from the lowest table upwards. */
    record Chain(ClassifiedTable lowest, int number, List<String> tables, List<ForeignKey> steps) {}

    String name() {
        return table.name();
    }

    int number() {
        return number;
    }

    String log() {
        return names.log(number);
    }

    String qualified() {
        return catalog.qualified(table.name());
    }

    List<Column> keyColumns() {
        return table.table().keyColumns();
    }

    boolean hasDependents() {
        return !dependents.isEmpty();
    }

    /** Whether the row itself says whose it is. */
    boolean isDirect() {
        return path.steps().isEmpty();
    }

    /** Whether a row belongs to the tenant; the alias is what the row is called in the trigger. */
    String belongs(String alias) {
        StringBuilder condition = new StringBuilder();
        String present = alias;
        int depth = 0;
        for (ForeignKey step : path.steps()) {
            String parent = "p" + ++depth;
            condition.append("EXISTS (SELECT 1 FROM ").append(catalog.qualified(step.parent()));
            condition.append(' ').append(parent).append(" WHERE ").append(joined(parent, step, present));
            condition.append(" AND ");
            present = parent;
        }
        return "(" + condition + isTenant(present) + ")".repeat(depth) + ")";
    }

    /**
     * Whether a row belongs to the tenant, in one look; NULL when the rows that it leads to are not there, be it not yet or no longer,
     * so that nobody can tell whose it is. The function is the engine's for whether any of some values is true.
     */
    String belongsIfKnown(String alias, String any) {
        if (isDirect()) {
            return "COALESCE(" + isTenant(alias) + ", false)";
        }
        List<String> tables = new ArrayList<>();
        List<String> joins = new ArrayList<>();
        String present = alias;
        for (ForeignKey step : path.steps()) {
            String parent = "p" + (tables.size() + 1);
            tables.add(catalog.qualified(step.parent()) + " " + parent);
            joins.add(joined(parent, step, present));
            present = parent;
        }
        String leadsNowhere = path.steps().get(0).columns().stream()
                .map(name -> column(alias, name) + " IS NULL")
                .collect(Collectors.joining(" OR "));
        return "CASE WHEN " + leadsNowhere + " THEN false ELSE (SELECT " + any + "(COALESCE(" + isTenant(present)
                + ", false)) FROM " + String.join(", ", tables) + " WHERE " + String.join(" AND ", joins) + ") END";
    }

    private String isTenant(String alias) {
        String holder = isDirect()
                ? table.name()
                : path.steps().get(path.steps().size() - 1).parent();
        Table there = catalog.table(holder).orElseThrow();
        ColumnType type = there.requiredColumn(path.column()).type();
        String literal = Literals.of(catalog.engine(), type, KeyText.value(tenant, type.kind()));
        // The column's own name may hold a question mark, so it is put in last.
        String equality = TenantEquality.of(catalog.engine(), there, path).condition("\u0001");
        return equality.replace("?", literal).replace("\u0001", column(alias, path.column()));
    }

    /** The columns that lead to the tenant. */
    List<Column> pathColumns() {
        return (isDirect() ? List.of(path.column()) : path.steps().get(0).columns())
                .stream().map(table.table()::requiredColumn).toList();
    }

    /** Notes the key of a row. */
    String note(String alias) {
        return "INSERT INTO " + log() + " (" + logColumns(keyColumns()) + ") VALUES (" + now() + ", "
                + keys(keyColumns(), alias) + ")";
    }

    /** Notes the key of a row that stands in a table expression. */
    String noteFrom(String alias, String expression) {
        return "INSERT INTO " + log() + " (" + logColumns(keyColumns()) + ") SELECT " + now() + ", "
                + keys(keyColumns(), alias) + " FROM " + expression;
    }

    /**
     * Notes the keys of the rows that lead to a row: they change with it by cascades, of which an engine may tell its triggers
     * nothing, or when the row goes over to another tenant.
     */
    List<String> noteDependents(String alias, Function<String, String> from) {
        List<String> statements = new ArrayList<>();
        for (Chain chain : dependents) {
            List<Column> key = chain.lowest().table().keyColumns();
            StringBuilder text = new StringBuilder("INSERT INTO " + names.log(chain.number()) + " ("
                    + logColumns(key) + ") SELECT " + now() + ", " + keys(key, "c0") + " FROM "
                    + from.apply(catalog.qualified(chain.lowest().name()) + " c0") + " WHERE ");
            int last = chain.steps().size() - 1;
            for (int i = 0; i < last; i++) {
                String above = "c" + (i + 1);
                text.append("EXISTS (SELECT 1 FROM ")
                        .append(catalog.qualified(chain.tables().get(i + 1)));
                text.append(' ').append(above).append(" WHERE ");
                text.append(joined(above, chain.steps().get(i), "c" + i)).append(" AND ");
            }
            text.append(joined(alias, chain.steps().get(last), "c" + last)).append(")".repeat(last));
            statements.add(text.toString());
        }
        return statements;
    }

    /** The columns whose change means something to other rows or to whom the row belongs. */
    List<Column> linkColumns() {
        Set<Column> columns = new LinkedHashSet<>(keyColumns());
        columns.addAll(pathColumns());
        for (Chain chain : dependents) {
            List<String> parents = chain.steps().get(chain.steps().size() - 1).parentColumns();
            parents.forEach(name -> columns.add(table.table().requiredColumn(name)));
        }
        return List.copyOf(columns);
    }

    List<Column> columns() {
        return table.table().columns();
    }

    String gateOfTenant() {
        return "FROM " + catalog.qualified("passage_gate") + " WHERE "
                + catalog.dialect().quoted("tenant") + " = " + Literals.text(catalog.engine(), tenant)
                + catalog.dialect().forShare();
    }

    String quoted(String name) {
        return catalog.dialect().quoted(name);
    }

    private String joined(String parent, ForeignKey step, String child) {
        List<String> equalities = new ArrayList<>();
        for (int i = 0; i < step.columns().size(); i++) {
            equalities.add(column(parent, step.parentColumns().get(i)) + " = "
                    + column(child, step.columns().get(i)));
        }
        return String.join(" AND ", equalities);
    }

    /** The rows that have no entry. */
    RowFilter untouched() {
        List<String> equalities = new ArrayList<>();
        for (Column key : keyColumns()) {
            equalities.add("e0.k" + (equalities.size() + 1) + " = " + column(RowFilter.ROW, key.name()));
        }
        return new RowFilter(
                "NOT EXISTS (SELECT 1 FROM " + log() + " e0 WHERE " + String.join(" AND ", equalities) + ")",
                List.of());
    }

    String keysOfLog() {
        return IntStream.rangeClosed(1, keyColumns().size())
                .mapToObj(number -> "k" + number)
                .collect(Collectors.joining(", "));
    }

    static String logColumns(List<Column> key) {
        StringBuilder columns = new StringBuilder("logged_at");
        for (int i = 1; i <= key.size(); i++) {
            columns.append(", k").append(i);
        }
        return columns.toString();
    }

    private String keys(List<Column> key, String alias) {
        return key.stream().map(each -> column(alias, each.name())).collect(Collectors.joining(", "));
    }

    private String now() {
        return catalog.dialect().nowMicros();
    }

    String column(String alias, String column) {
        return alias + "." + catalog.dialect().quoted(column);
    }
}
