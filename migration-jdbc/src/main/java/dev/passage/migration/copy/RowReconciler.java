package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.RowDigester;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one side like those of the other by changing only what differs (D14): adds what is missing, changes what is
 * different, deletes what is too much. Works by comparison alone, so doing it again after a crash goes on where it ended, and rows
 * that no filter means are never touched.
 *
 * @since 0.1.0
 */
public final class RowReconciler {
    private static final int BATCH_ROWS = 500;

    private final CopyRun run;

    /**
     * Creates a reconciler.
     *
     * @param run the copy; its source is right, its target is changed; its ledger is not used
     */
    public RowReconciler(CopyRun run) {
        this.run = run;
    }

    /**
     * A table to reconcile.
     *
     * @param route the table, from the side that is right to the one that is changed
     * @param onSource which rows of the side that is right
     * @param onTarget which rows of the other side may be deleted
     * @param own which rows of the other side may be changed; a row that has the key of one of these but is none of them is another
     *     tenant's, and ends the work before it is touched (D12)
     * @since 0.1.0
     */
    public record Task(TableRoute route, RowFilter onSource, RowFilter onTarget, RowFilter own) {}

    /**
     * Reconciles tables; blocks until done or stopped.
     *
     * @param tasks the tables of a tenant, parents first
     * @return whether all is done; false when the observer stopped it
     * @throws StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean reconcile(List<Task> tasks) {
        List<Task> childrenFirst = new ArrayList<>();
        tasks.forEach(task -> childrenFirst.add(0, task));
        // A row that is gone may hold a unique value that a new row wants, so deletes come first where nothing refers
        // to the
        // row; what is still referred to goes at the end.
        for (Task task : childrenFirst) {
            if (!deleteExtra(task, true)) {
                return false;
            }
        }
        for (Task task : tasks) {
            if (!addMissing(task)) {
                return false;
            }
        }
        for (Task task : tasks) {
            if (!KeyLinker.link(run, task.route(), task.onSource()) || !changeDifferent(task)) {
                return false;
            }
        }
        for (Task task : childrenFirst) {
            if (!deleteExtra(task, false)) {
                return false;
            }
        }
        return true;
    }

    private boolean addMissing(Task task) {
        TableRoute route = task.route();
        return apply(task, "Adding rows to", (rows, changes) -> {
            List<Integer> keys = route.keyPositions();
            try (RowLookup there = RowLookup.on(run.target(), route.reversed(), task.own());
                    RowWriter writer =
                            new RowWriter(changes.connection, run.target().catalog(), route)) {
                while (!changes.stopped() && rows.next()) {
                    if (there.find(route.keyOf(keys, rows.values())).isEmpty()) {
                        changes.begin();
                        writer.write(rows.values());
                        if (changes.isFull()) {
                            writer.flush();
                            changes.commit();
                        }
                    }
                }
                writer.flush();
                changes.commit();
            }
        });
    }

    private boolean changeDifferent(Task task) {
        TableRoute route = task.route();
        Dialect dialect = run.target().catalog().dialect();
        List<ColumnRoute> changed = route.columns().stream()
                .filter(column -> !route.key().contains(column))
                .toList();
        if (changed.isEmpty()) {
            return true;
        }
        String sql = "UPDATE " + run.target().catalog().qualified(route.name()) + " SET "
                + changed.stream()
                        .map(column -> dialect.quoted(column.target().name()) + " = "
                                + column.to().placeholder())
                        .collect(Collectors.joining(", "))
                + " WHERE " + KeyComparison.equal(dialect, route);
        return apply(task, "Changing rows of", (rows, changes) -> {
            List<Integer> keys = route.keyPositions();
            try (RowLookup there = RowLookup.on(run.target(), route.reversed(), task.own());
                    PreparedStatement update = changes.connection.prepareStatement(sql)) {
                while (!changes.stopped() && rows.next()) {
                    @Nullable Object[] row = rows.values();
                    List<Object> key = route.keyOf(keys, row);
                    Optional<@Nullable Object[]> present = there.find(key);
                    if (present.isPresent() && !digest(route, row).equals(digest(route, present.get()))) {
                        changes.begin();
                        int index = 1;
                        for (ColumnRoute column : changed) {
                            column.to()
                                    .bind(update, index++, row[route.columns().indexOf(column)]);
                        }
                        bindKey(route, update, index, key);
                        update.executeUpdate();
                        changes.commitWhenFull();
                    }
                }
                changes.commit();
            }
        });
    }

    /** Deletes what the source does not have; where told so, leaves for later what something still refers to. */
    private boolean deleteExtra(Task task, boolean unreferredOnly) {
        TableRoute route = task.route();
        TableRoute reading = route.reversed();
        Dialect dialect = run.target().catalog().dialect();
        String table = run.target().catalog().qualified(route.name());
        String where = " WHERE " + KeyComparison.equal(dialect, route);
        String unlink = route.postponed().isEmpty()
                ? ""
                : "UPDATE " + table + " SET " + UnlinkedRow.assignments(dialect, route.postponed()) + where;
        try (Changes changes = new Changes(route.name());
                RowStream rows = RowStream.open(
                        run.target(), reading, reading.key(), task.onTarget(), List.of(), run.observer());
                RowLookup there = RowLookup.on(run.source(), route);
                PreparedStatement delete = changes.connection.prepareStatement("DELETE FROM " + table + where)) {
            while (!changes.stopped() && rows.next()) {
                List<Object> key = new ArrayList<>();
                for (Object value : rows.values()) {
                    key.add(value);
                }
                if (there.find(key).isPresent()) {
                    continue;
                }
                changes.begin();
                if (!unlink.isEmpty()) {
                    try (PreparedStatement taken = changes.connection.prepareStatement(unlink)) {
                        bindKey(route, taken, 1, key);
                        taken.executeUpdate();
                    }
                }
                bindKey(route, delete, 1, key);
                delete.executeUpdate();
                changes.commitWhenFull();
            }
            changes.commit();
            return !changes.stopped();
        } catch (SQLException refused) {
            if (unreferredOnly && String.valueOf(refused.getSQLState()).startsWith("23")) {
                return true;
            }
            throw DatabaseFailures.of(
                    "Deleting rows of table \"" + route.name() + "\" on "
                            + run.target().name(),
                    refused,
                    run.target());
        }
    }

    private static void bindKey(TableRoute route, PreparedStatement statement, int first, List<Object> key)
            throws SQLException {
        for (int i = 0; i < key.size(); i++) {
            route.key().get(i).to().bind(statement, first + i, key.get(i));
        }
    }

    private static ChunkDigest digest(TableRoute route, @Nullable Object[] values) {
        RowDigester digester = new RowDigester();
        digester.begin();
        for (int i = 0; i < values.length; i++) {
            digester.add(route.columns().get(i).kind(), values[i]);
        }
        return digester.digest();
    }

    private interface Work {
        void on(RowStream rows, Changes changes) throws SQLException;
    }

    private boolean apply(Task task, String doing, Work work) {
        try (Changes changes = new Changes(task.route().name());
                RowStream rows = RowStream.open(
                        run.source(),
                        task.route(),
                        task.route().columns(),
                        task.onSource(),
                        List.of(),
                        run.observer())) {
            work.on(rows, changes);
            return !changes.stopped();
        } catch (SQLException refused) {
            throw DatabaseFailures.of(
                    doing + " table \"" + task.route().name() + "\" on "
                            + run.target().name(),
                    refused,
                    run.target());
        }
    }

    /** Batches of changes on the target, each committed after the guard was checked. */
    private final class Changes implements AutoCloseable {
        private final String table;
        private final Connection connection;
        private final ExactSession exact;
        private final SessionLimit session;
        private int open;

        Changes(String table) throws SQLException {
            this.table = table;
            this.connection = run.target().connections().open();
            this.exact = ExactSession.on(connection, run.target().catalog().engine());
            this.session = exact.beginSession();
        }

        void begin() throws SQLException {
            if (open == 0) {
                exact.beginTransaction();
                run.guard().check(connection);
            }
            open++;
        }

        boolean isFull() {
            return open >= BATCH_ROWS;
        }

        void commitWhenFull() throws SQLException {
            if (isFull()) {
                commit();
            }
        }

        void commit() throws SQLException {
            if (open > 0) {
                CopyFaultPoints.RECONCILE_BEFORE_COMMIT.reached();
                connection.commit();
                CopyFaultPoints.RECONCILE_AFTER_COMMIT.reached();
                run.observer().written(table, open);
                open = 0;
            }
        }

        boolean stopped() {
            return run.observer().stopRequested();
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        }
    }
}
