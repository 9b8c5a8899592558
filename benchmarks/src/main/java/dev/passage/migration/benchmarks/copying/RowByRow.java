package dev.passage.migration.benchmarks.copying;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import javax.sql.DataSource;

/** A program's own loop: a result set, {@code addBatch}, and a commit per thousand rows. */
final class RowByRow {
    private static final int BATCH = 1_000;

    private RowByRow() {}

    static void copy(DataSource source, DataSource target, String query, String table) throws SQLException {
        try (Connection from = source.getConnection();
                Connection to = target.getConnection()) {
            from.setAutoCommit(false);
            to.setAutoCommit(false);
            try (Statement select = from.createStatement()) {
                select.setFetchSize(BATCH);
                try (ResultSet rows = select.executeQuery(query)) {
                    int columns = rows.getMetaData().getColumnCount();
                    String marks = String.join(", ", Collections.nCopies(columns, "?"));
                    try (PreparedStatement insert =
                            to.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
                        insertAll(rows, columns, insert, to);
                    }
                }
            }
            from.rollback();
        }
    }

    private static void insertAll(ResultSet rows, int columns, PreparedStatement insert, Connection to)
            throws SQLException {
        int waiting = 0;
        while (rows.next()) {
            for (int column = 1; column <= columns; column++) {
                insert.setObject(column, rows.getObject(column));
            }
            insert.addBatch();
            if (++waiting == BATCH) {
                insert.executeBatch();
                to.commit();
                waiting = 0;
            }
        }
        insert.executeBatch();
        to.commit();
    }
}
