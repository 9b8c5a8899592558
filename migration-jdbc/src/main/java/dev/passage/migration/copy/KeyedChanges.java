package dev.passage.migration.copy;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Runs one statement per row of a stream, in batches that each commit after the guard was checked. */
final class KeyedChanges {
    private static final int BATCH_ROWS = 1_000;

    private final CopyRun run;
    private final Side written;
    private final FaultPoint beforeCommit;
    private final FaultPoint afterCommit;

    KeyedChanges(CopyRun run, Side written, FaultPoint beforeCommit, FaultPoint afterCommit) {
        this.run = run;
        this.written = written;
        this.beforeCommit = beforeCommit;
        this.afterCommit = afterCommit;
    }

    /** Binds the values of one row of the stream. */
    @FunctionalInterface
    interface Binding {
        void bind(PreparedStatement statement, RowStream row) throws SQLException;
    }

    /** Returns whether every row was worked on; false when the observer stopped it. */
    boolean apply(String table, RowStream rows, String sql, Binding binding) throws SQLException {
        try (Connection connection = written.connections().open()) {
            ExactSession exact = ExactSession.on(connection, written.catalog().engine());
            SessionLimit session = exact.beginSession();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                boolean more = true;
                while (more) {
                    if (run.observer().stopRequested()) {
                        return false;
                    }
                    more = applyBatch(table, rows, connection, exact, statement, binding);
                }
                return true;
            } finally {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        }
    }

    private boolean applyBatch(
            String table,
            RowStream rows,
            Connection connection,
            ExactSession exact,
            PreparedStatement statement,
            Binding binding)
            throws SQLException {
        int count = 0;
        boolean more = true;
        while (count < BATCH_ROWS) {
            more = rows.next();
            if (!more) {
                break;
            }
            if (count == 0) {
                exact.beginTransaction();
                run.guard().check(connection);
            }
            binding.bind(statement, rows);
            statement.addBatch();
            count++;
        }
        if (count > 0) {
            statement.executeBatch();
            beforeCommit.reached();
            connection.commit();
            afterCommit.reached();
            run.observer().written(table, count);
        }
        return more;
    }
}
