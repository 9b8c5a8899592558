package dev.passage.migration.tenant;

import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Counts rows in the database's own words, independent of what reads and digests them. */
final class RowCount {

    private RowCount() {}

    static long of(Side side, String table, RowFilter filter) throws SQLException {
        String sql = "SELECT COUNT(*) FROM " + side.catalog().qualified(table) + " " + RowFilter.ROW + " WHERE "
                + filter.condition();
        try (Connection connection = side.connections().open();
                PreparedStatement count = connection.prepareStatement(sql)) {
            filter.bind(count, 1);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
