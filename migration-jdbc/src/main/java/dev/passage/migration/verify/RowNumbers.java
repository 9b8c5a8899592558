package dev.passage.migration.verify;

import dev.passage.migration.copy.ColumnRoute;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Asks a database about rows in its own words, independent of what reads and digests them here. */
final class RowNumbers {
    private static final String COUNT = "COUNT(*)";

    private RowNumbers() {}

    static long count(Side side, String table, RowFilter filter) throws SQLException {
        return Long.parseLong(ask(side, COUNT, table, filter));
    }

    /** The number of rows and the sum of 64 bits of the SHA-256 of each, as PostgreSQL computes it from their bytes. */
    static String digest(Side side, TableRoute route, RowFilter filter) throws SQLException {
        String row = route.columns().stream()
                .map(ColumnRoute::source)
                .map(column -> RowFilter.ROW + "." + side.catalog().dialect().quoted(column.name()))
                .collect(Collectors.joining(", ", "ROW(", ")"));
        String hash = "CAST(CAST('x' || SUBSTR(ENCODE(SHA256(RECORD_SEND(" + row
                + ")), 'hex'), 1, 16) AS BIT(64)) AS BIGINT)";
        return ask(side, COUNT + " || ' ' || COALESCE(SUM(" + hash + "), 0)", route.name(), filter);
    }

    private static String ask(Side side, String selected, String table, RowFilter filter) throws SQLException {
        String sql = "SELECT " + selected + " FROM " + side.catalog().qualified(table) + " " + RowFilter.ROW + " WHERE "
                + filter.condition();
        try (Connection connection = side.connections().open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            filter.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
