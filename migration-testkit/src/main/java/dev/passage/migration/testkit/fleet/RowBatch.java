package dev.passage.migration.testkit.fleet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Inserts rows of one table in batches, each committed on its own. */
final class RowBatch implements AutoCloseable {
    private static final int ROWS = 2_000;

    private final Connection connection;
    private final PreparedStatement insert;
    private final LongConsumer written;
    private int waiting;

    RowBatch(Connection connection, String sql, LongConsumer written) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement(FleetSql.of(connection).of(sql));
        this.written = written;
    }

    void add(@Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
        if (++waiting == ROWS) {
            flush();
        }
    }

    void flush() throws SQLException {
        if (waiting > 0) {
            insert.executeBatch();
            connection.commit();
            written.accept(waiting);
            waiting = 0;
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
