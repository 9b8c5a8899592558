package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in the order of its key, read in one snapshot without holding more than a few in memory. Used by one
 * thread.
 *
 * @since 0.1.0
 */
public final class RowStream implements AutoCloseable {
    private final Connection connection;
    private final SessionLimit session;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final List<ColumnRoute> columns;
    private final List<String> keyNames;
    private final @Nullable Object[] values;

    private RowStream(
            Connection connection,
            SessionLimit session,
            PreparedStatement statement,
            ResultSet rows,
            List<ColumnRoute> columns,
            List<String> keyNames) {
        this.connection = connection;
        this.session = session;
        this.statement = statement;
        this.rows = rows;
        this.columns = columns;
        this.keyNames = keyNames;
        this.values = new @Nullable Object[columns.size()];
    }

    /**
     * Opens a stream over the columns of a route, read on its source side.
     *
     * @param side the database that is read
     * @param route the route, of which the source side is read
     * @param columns which of its columns
     * @param filter which rows
     * @param after the key after which to begin, none to begin at the first row
     * @param observer is told of the statement
     * @return the stream, which the caller closes
     * @throws SQLException when the rows cannot be read
     */
    public static RowStream open(
            Side side,
            TableRoute route,
            List<ColumnRoute> columns,
            RowFilter filter,
            List<Object> after,
            CopyObserver observer)
            throws SQLException {
        Engine engine = side.catalog().engine();
        Connection connection = side.connections().open();
        SessionLimit session = () -> {};
        try {
            ExactSession exact = ExactSession.on(connection, engine);
            session = exact.beginSession();
            if (engine != Engine.H2) {
                session = withSnapshot(connection, session);
            }
            exact.beginTransaction();
            PreparedStatement statement = connection.prepareStatement(
                    sql(side, route, columns, filter, !after.isEmpty()),
                    ResultSet.TYPE_FORWARD_ONLY,
                    ResultSet.CONCUR_READ_ONLY);
            statement.setFetchSize(fetchSize(connection, side.catalog().dialect()));
            observer.running(statement);
            int next = filter.bind(statement, 1);
            if (!after.isEmpty()) {
                KeyComparison.bindAfter(engine, route, after, statement, next);
            }
            List<String> keyNames =
                    route.key().stream().map(column -> column.source().name()).toList();
            return new RowStream(connection, session, statement, statement.executeQuery(), columns, keyNames);
        } catch (SQLException | RuntimeException failure) {
            end(connection, session, failure);
            throw failure;
        }
    }

    private static SessionLimit withSnapshot(Connection connection, SessionLimit session) throws SQLException {
        int former = connection.getTransactionIsolation();
        connection.rollback();
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return () -> {
            session.close();
            connection.rollback();
            connection.setTransactionIsolation(former);
        };
    }

    /** MySQL's own driver streams only when it is told so by this number. */
    private static int fetchSize(Connection connection, Dialect dialect) throws SQLException {
        return connection.getMetaData().getDriverName().startsWith("MySQL Connector")
                ? Integer.MIN_VALUE
                : dialect.fetchRows();
    }

    private static String sql(
            Side side, TableRoute route, List<ColumnRoute> columns, RowFilter filter, boolean continued) {
        Dialect dialect = side.catalog().dialect();
        String selected = columns.stream()
                .map(column -> column.from().select(reference(dialect, column)))
                .collect(Collectors.joining(", "));
        String order =
                route.key().stream().map(column -> reference(dialect, column)).collect(Collectors.joining(", "));
        return "SELECT " + selected + " FROM " + side.catalog().qualified(route.name()) + " " + RowFilter.ROW
                + " WHERE ("
                + filter.condition() + ")"
                + (continued ? " AND " + KeyComparison.after(dialect, route) : "")
                + " ORDER BY " + order;
    }

    static String reference(Dialect dialect, ColumnRoute column) {
        return RowFilter.ROW + "." + dialect.quoted(column.source().name());
    }

    /**
     * Goes to the next row.
     *
     * @return whether there is one
     * @throws SQLException when it cannot be read
     */
    public boolean next() throws SQLException {
        if (!rows.next()) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = columns.get(i).from().read(rows, i + 1);
            } catch (SQLException failure) {
                throw String.valueOf(failure.getSQLState()).startsWith("22") ? unfit(i) : failure;
            }
        }
        return true;
    }

    private UnfitValueException unfit(int column) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (i != column && keyNames.contains(columns.get(i).source().name())) {
                key.add(columns.get(i).source().name() + " = "
                        + columns.get(i).from().read(rows, i + 1));
            }
        }
        return new UnfitValueException(
                String.join(", ", key), columns.get(column).source().name());
    }

    /**
     * Returns the values of the present row; the next row overwrites them.
     *
     * @return the values in the order of the columns
     */
    public @Nullable Object[] values() {
        return values;
    }

    @Override
    public void close() throws SQLException {
        try {
            rows.close();
            statement.close();
        } finally {
            end(connection, session, null);
        }
    }

    private static void end(Connection connection, SessionLimit session, @Nullable Exception failure)
            throws SQLException {
        try (connection) {
            connection.rollback();
            session.close();
            connection.setAutoCommit(true);
        } catch (SQLException second) {
            if (failure == null) {
                throw second;
            }
            failure.addSuppressed(second);
        }
    }
}
