package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Fills in the foreign keys that were left out while rows were inserted, because they refer to their own table or are part of a
 * cycle (D2). Doing it again changes nothing.
 *
 * @since 0.1.0
 */
public final class KeyLinker {

    private KeyLinker() {}

    /**
     * Fills in the postponed columns of a table from the source.
     *
     * @param run the move
     * @param route the table
     * @param filter which rows of the source
     * @return whether all are filled in; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public static boolean link(CopyRun run, TableRoute route, RowFilter filter) {
        List<ColumnRoute> linked = route.columns().stream()
                .filter(column ->
                        route.postponedColumns().contains(column.source().name()))
                .toList();
        if (linked.isEmpty()) {
            return true;
        }
        Dialect dialect = run.source().catalog().dialect();
        String present = linked.stream()
                .map(column -> RowStream.reference(dialect, column) + " IS NOT NULL")
                .collect(Collectors.joining(" OR "));
        List<ColumnRoute> columns = new ArrayList<>(linked);
        columns.addAll(route.key());
        KeyedChanges changes = new KeyedChanges(
                run, run.target(), CopyFaultPoints.LINK_BEFORE_COMMIT, CopyFaultPoints.LINK_AFTER_COMMIT);
        try (RowStream rows = RowStream.open(
                run.source(),
                route,
                columns,
                filter.and(new RowFilter(present, List.of())),
                List.of(),
                run.observer())) {
            return changes.apply(route.name(), rows, update(run.target(), route, linked), (statement, row) -> {
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).to().bind(statement, i + 1, row.values()[i]);
                }
            });
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Linking table \"" + route.name() + "\" on " + run.target().name(), failure, run.target());
        }
    }

    private static String update(Side target, TableRoute route, List<ColumnRoute> linked) {
        Dialect dialect = target.catalog().dialect();
        return "UPDATE " + target.catalog().qualified(route.name()) + " SET "
                + linked.stream()
                        .map(column -> dialect.quoted(column.target().name()) + " = "
                                + column.to().placeholder())
                        .collect(Collectors.joining(", "))
                + " WHERE " + KeyComparison.equal(dialect, route);
    }
}
