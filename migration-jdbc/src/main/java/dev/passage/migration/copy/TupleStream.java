package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.dialect.PostgresCopy;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The rows of a PostgreSQL table in key order as the tuples of one binary {@code COPY}, in one snapshot. Used by one thread.
 */
final class TupleStream implements AutoCloseable {
    private final Connection connection;
    private final int isolation;
    private final PostgresCopy.Output output;
    private final PostgresQuery query;
    private final TupleReader tuples;

    private TupleStream(Connection connection, int isolation, PostgresCopy.Output output, PostgresQuery query)
            throws SQLException {
        this.connection = connection;
        this.isolation = isolation;
        this.output = output;
        this.query = query;
        this.tuples = new TupleReader(output);
    }

    static TupleStream open(Side side, TableRoute route, RowFilter filter, List<Object> after, CopyObserver observer)
            throws SQLException {
        Connection connection = side.connections().open();
        int isolation = connection.getTransactionIsolation();
        try {
            Catalog catalog = side.catalog();
            ExactSession exact = ExactSession.on(connection, catalog.engine());
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            exact.beginTransaction();
            PostgresQuery query = PostgresQuery.of(connection, catalog, route, filter, after);
            observer.interruptible(() -> PostgresCopy.cancel(connection));
            PostgresCopy.Output output =
                    PostgresCopy.read(connection, "COPY (" + query.rows() + ") TO STDOUT (FORMAT binary)");
            return begin(connection, isolation, output, query);
        } catch (SQLException | RuntimeException failure) {
            try {
                end(connection, isolation);
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private static TupleStream begin(
            Connection connection, int isolation, PostgresCopy.Output output, PostgresQuery query) throws SQLException {
        try {
            return new TupleStream(connection, isolation, output, query);
        } catch (SQLException | RuntimeException failure) {
            output.close();
            throw failure;
        }
    }

    /** The rows; the last one stays when there are no more. */
    TupleReader tuples() {
        return tuples;
    }

    /**
     * Counts the rows in the same snapshot, in the database's own words: what hashing in flight cannot prove is that the stream was
     * complete.
     */
    void checkComplete(TableRoute route) throws SQLException {
        long counted;
        try (PreparedStatement count = connection.prepareStatement(query.count());
                ResultSet row = count.executeQuery()) {
            row.next();
            counted = row.getLong(1);
        }
        StreamCounts.check(route, tuples.rows(), counted);
    }

    @Override
    public void close() throws SQLException {
        try {
            output.close();
        } finally {
            end(connection, isolation);
        }
    }

    private static void end(Connection connection, int isolation) throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(true);
        }
    }
}
