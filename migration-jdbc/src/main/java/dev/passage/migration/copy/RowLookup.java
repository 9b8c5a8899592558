package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks single rows up by their key, on the source side of a route. Used by one thread.
 *
 * @since 0.1.0
 */
public final class RowLookup implements AutoCloseable {
    private final Connection connection;
    private final TableRoute route;
    private final RowFilter filter;
    private final SessionLimit session;
    private final PreparedStatement statement;

    private RowLookup(
            Connection connection,
            TableRoute route,
            RowFilter filter,
            SessionLimit session,
            PreparedStatement statement) {
        this.connection = connection;
        this.route = route;
        this.filter = filter;
        this.session = session;
        this.statement = statement;
    }

    /**
     * Begins to look up.
     *
     * @param side the database
     * @param route the route whose source side it is
     * @return the lookup, which the caller closes
     * @throws SQLException when the database cannot be used
     */
    public static RowLookup on(Side side, TableRoute route) throws SQLException {
        return on(side, route, RowFilter.ALL);
    }

    /**
     * Begins to look up among some of the rows.
     *
     * @param side the database
     * @param route the route whose source side it is
     * @param filter which rows may be found
     * @return the lookup, which the caller closes
     * @throws SQLException when the database cannot be used
     */
    public static RowLookup on(Side side, TableRoute route, RowFilter filter) throws SQLException {
        Connection connection = side.connections().open();
        try {
            ExactSession exact = ExactSession.on(connection, side.catalog().engine());
            SessionLimit session = exact.beginSession();
            exact.beginTransaction();
            return new RowLookup(
                    connection, route, filter, session, connection.prepareStatement(sql(side, route, filter)));
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private static String sql(Side side, TableRoute route, RowFilter filter) {
        Dialect dialect = side.catalog().dialect();
        return "SELECT "
                + route.columns().stream()
                        .map(column -> column.from().select(RowStream.reference(dialect, column)))
                        .collect(Collectors.joining(", "))
                + " FROM " + side.catalog().qualified(route.name()) + " " + RowFilter.ROW + " WHERE "
                + route.key().stream()
                        .map(column -> RowStream.reference(dialect, column) + " = "
                                + column.from().placeholder())
                        .collect(Collectors.joining(" AND "))
                + " AND (" + filter.condition() + ")";
    }

    /**
     * Returns the row with a key.
     *
     * @param key the values of the key
     * @return the values of the route's columns, empty when there is no such row
     * @throws SQLException when it cannot be read
     */
    public Optional<@Nullable Object[]> find(List<Object> key) throws SQLException {
        for (int i = 0; i < key.size(); i++) {
            route.key().get(i).from().bind(statement, i + 1, key.get(i));
        }
        filter.bind(statement, key.size() + 1);
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            @Nullable Object[] values = new @Nullable Object[route.columns().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = route.columns().get(i).from().read(row, i + 1);
            }
            return Optional.of(values);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            statement.close();
            connection.rollback();
            session.close();
            connection.setAutoCommit(true);
        }
    }
}
