package dev.passage.migration.copy;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of a shared table that are missing on the target; rows that are there stay as they are. Doing it again changes
 * nothing.
 *
 * @since 0.1.0
 */
public final class ReferenceMerge {
    private static final int BATCH_ROWS = 1_000;

    private ReferenceMerge() {}

    /**
     * Adds the missing rows; blocks until done or stopped.
     *
     * @param run the move
     * @param route the table
     * @return whether all are there; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public static boolean merge(CopyRun run, TableRoute route) {
        try (Connection connection = run.target().connections().open();
                RowLookup there = RowLookup.on(run.target(), route.reversed());
                RowStream rows = RowStream.open(
                        run.source(), route, route.columns(), RowFilter.ALL, List.of(), run.observer())) {
            ExactSession exact =
                    ExactSession.on(connection, run.target().catalog().engine());
            SessionLimit session = exact.beginSession();
            try (RowWriter writer = new RowWriter(connection, run.target().catalog(), route)) {
                boolean more = true;
                while (more) {
                    if (run.observer().stopRequested()) {
                        return false;
                    }
                    more = mergeBatch(run, route, connection, exact, there, rows, writer);
                }
                return true;
            } finally {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Merging reference table \"" + route.name() + "\" into "
                            + run.target().name(),
                    failure,
                    run.source(),
                    run.target());
        }
    }

    private static boolean mergeBatch(
            CopyRun run,
            TableRoute route,
            Connection connection,
            ExactSession exact,
            RowLookup there,
            RowStream rows,
            RowWriter writer)
            throws SQLException {
        List<Integer> keyPositions = route.keyPositions();
        int count = 0;
        boolean more = true;
        while (count < BATCH_ROWS) {
            more = rows.next();
            if (!more) {
                break;
            }
            @Nullable Object[] values = rows.values();
            if (there.find(route.keyOf(keyPositions, values)).isPresent()) {
                continue;
            }
            if (count == 0) {
                exact.beginTransaction();
                run.guard().check(connection);
            }
            writer.write(values);
            count++;
        }
        if (count > 0) {
            writer.flush();
            CopyFaultPoints.CHUNK_BEFORE_COMMIT.reached();
            connection.commit();
            CopyFaultPoints.CHUNK_AFTER_COMMIT.reached();
            run.observer().written(route.name(), count);
        }
        return more;
    }
}
