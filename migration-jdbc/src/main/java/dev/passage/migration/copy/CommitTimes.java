package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Asks a database when the present version of a row was committed, by its own clock. PostgreSQL knows it while {@code
 * track_commit_timestamp} is on, of transactions since it was switched on that are not too old; no other engine does.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class CommitTimes {
    private final Side side;
    private final TableRoute route;

    /**
     * Creates a reader.
     *
     * @param side the database
     * @param route a route whose source side it is
     */
    public CommitTimes(Side side, TableRoute route) {
        this.side = side;
        this.route = route;
    }

    /**
     * Returns when a row was committed.
     *
     * @param connection a connection to that database
     * @param key the values of its key, in the order of the route's
     * @return the instant, empty when the database does not know it or there is no such row
     * @throws SQLException when the database refuses
     */
    public Optional<Instant> of(Connection connection, List<Object> key) throws SQLException {
        if (side.catalog().engine() != Engine.POSTGRESQL || !isTracked(connection)) {
            return Optional.empty();
        }
        Dialect dialect = side.catalog().dialect();
        String condition = route.key().stream()
                .map(column -> RowStream.reference(dialect, column) + " = "
                        + column.from().placeholder())
                .collect(Collectors.joining(" AND "));
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM pg_catalog.pg_xact_commit_timestamp(" + RowFilter.ROW
                        + ".xmin)) * 1000000) AS BIGINT) FROM " + side.catalog().qualified(route.name()) + " "
                        + RowFilter.ROW + " WHERE " + condition)) {
            for (int i = 0; i < key.size(); i++) {
                route.key().get(i).from().bind(query, i + 1, key.get(i));
            }
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long micros = row.getLong(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            }
        }
    }

    private static boolean isTracked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_catalog.current_setting('track_commit_timestamp', true) = 'on'")) {
            return row.next() && row.getBoolean(1);
        }
    }
}
