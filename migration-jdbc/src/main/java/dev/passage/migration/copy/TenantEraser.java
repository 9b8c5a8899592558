package dev.passage.migration.copy;

import dev.passage.migration.catalog.PostponedKey;
import dev.passage.migration.dialect.Dialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Deletes a tenant's rows of one side, children first, in batches. Rows are picked by the tenant's filter and deleted by their
 * key, so a row of another tenant is never touched; reference tables are left alone. Doing it again goes on where it ended.
 *
 * @since 0.1.0
 */
public final class TenantEraser {

    private TenantEraser() {}

    /**
     * A table to erase from.
     *
     * @param route a route whose target side is the database to erase from
     * @param filter which rows of that side
     * @since 0.1.0
     */
    public record Task(TableRoute route, RowFilter filter) {}

    /**
     * Deletes the rows; blocks until done or stopped.
     *
     * @param run the move; its target is the database to erase from
     * @param tasks the tables of the tenant, parents first
     * @return whether all are gone; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when the database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public static boolean erase(CopyRun run, List<Task> tasks) {
        List<Task> childrenFirst = new ArrayList<>();
        for (Task task : tasks) {
            if (task.route().tableClass().isTenants()) {
                childrenFirst.add(0, task);
            }
        }
        for (Task task : childrenFirst) {
            if (!unlink(run, task)) {
                return false;
            }
        }
        for (Task task : childrenFirst) {
            String sql = "DELETE FROM "
                    + run.target().catalog().qualified(task.route().name()) + " WHERE "
                    + KeyComparison.equal(run.target().catalog().dialect(), task.route());
            if (!change(run, task, task.filter(), sql)) {
                return false;
            }
        }
        return true;
    }

    /** Takes apart what refers to its own table or in a circle, so that rows can go in any order. */
    private static boolean unlink(CopyRun run, Task task) {
        for (PostponedKey postponed : task.route().postponed()) {
            Dialect dialect = run.target().catalog().dialect();
            List<String> changes = new ArrayList<>();
            for (String column : postponed.columns()) {
                int place = postponed.key().columns().indexOf(column);
                changes.add(dialect.quoted(column) + " = "
                        + (postponed.refersToItself()
                                ? dialect.quoted(postponed.key().parentColumns().get(place))
                                : "NULL"));
            }
            String linked = postponed.columns().stream()
                    .map(column -> RowFilter.ROW + "." + dialect.quoted(column) + " IS NOT NULL")
                    .collect(Collectors.joining(" OR "));
            String sql =
                    "UPDATE " + run.target().catalog().qualified(task.route().name()) + " SET "
                            + String.join(", ", changes) + " WHERE " + KeyComparison.equal(dialect, task.route());
            if (!change(run, task, task.filter().and(new RowFilter(linked, List.of())), sql)) {
                return false;
            }
        }
        return true;
    }

    private static boolean change(CopyRun run, Task task, RowFilter filter, String sql) {
        TableRoute reading = task.route().reversed();
        KeyedChanges changes = new KeyedChanges(
                run, run.target(), CopyFaultPoints.ERASE_BEFORE_COMMIT, CopyFaultPoints.ERASE_AFTER_COMMIT);
        try (RowStream rows = RowStream.open(run.target(), reading, reading.key(), filter, List.of(), run.observer())) {
            return changes.apply(task.route().name(), rows, sql, (statement, row) -> {
                for (int i = 0; i < reading.key().size(); i++) {
                    reading.key().get(i).from().bind(statement, i + 1, row.values()[i]);
                }
            });
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Deleting rows of table \"" + task.route().name() + "\" on "
                            + run.target().name(),
                    failure,
                    run.target());
        }
    }
}
