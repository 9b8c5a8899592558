package dev.passage.migration.copy;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one table chunk by chunk, within transactions of one connection. Used by one thread. */
interface RowSink extends AutoCloseable {

    /** Begins a chunk, within a transaction whose guard was checked. */
    void begin() throws SQLException;

    void write(@Nullable Object[] values) throws SQLException;

    /** Sends what is still here; afterwards every row of the chunk is stored, or this throws. */
    void end() throws SQLException;

    @Override
    void close() throws SQLException;

    /** Makes the sink of one table. */
    @FunctionalInterface
    interface Factory {
        RowSink open(Connection connection, TableRoute route) throws SQLException;
    }
}
