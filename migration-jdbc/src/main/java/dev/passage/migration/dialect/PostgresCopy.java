package dev.passage.migration.dialect;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * PostgreSQL's {@code COPY} through its own driver, where that driver is there and the connection leads to it (D3).
 *
 * @since 0.1.0
 */
public final class PostgresCopy {

    private PostgresCopy() {}

    /**
     * What the server sends. Used by one thread.
     *
     * @since 0.1.0
     */
    public interface Output extends AutoCloseable {

        /**
         * Returns the next bytes, which need not end where a row does; blocks until there are some.
         *
         * @return the bytes, none at the end
         * @throws SQLException when the server refuses
         */
        byte[] read() throws SQLException;

        /**
         * Ends the copy. One that was not read to its end is cancelled, because what is left unread would block the connection for
         * ever; its transaction is aborted then and wants a rollback.
         *
         * @throws SQLException when the connection is broken
         */
        @Override
        void close() throws SQLException;
    }

    /**
     * What the server takes. Used by one thread.
     *
     * @since 0.1.0
     */
    public interface Input extends AutoCloseable {

        /**
         * Sends bytes; blocks until the driver has them.
         *
         * @param bytes holds them
         * @param from where they begin
         * @param length how many
         * @throws SQLException when the server refuses
         */
        void write(byte[] bytes, int from, int length) throws SQLException;

        /**
         * Ends the copy and waits for the server's answer.
         *
         * @return how many rows the server stored
         * @throws SQLException when the server refuses a row
         */
        long end() throws SQLException;

        /**
         * Cancels the copy unless it has ended; its transaction is aborted then and wants a rollback.
         *
         * @throws SQLException when the connection is broken
         */
        @Override
        void close() throws SQLException;
    }

    /**
     * Tells whether a connection can copy.
     *
     * @param connection the connection, of a pool or not
     * @return whether it leads to PostgreSQL's own driver
     * @throws SQLException when it cannot be asked
     */
    public static boolean isAvailable(Connection connection) throws SQLException {
        try {
            return PostgresDriver.isBehind(connection);
        } catch (NoClassDefFoundError absent) {
            return false;
        }
    }

    /**
     * Begins to read.
     *
     * @param connection a connection with auto-commit off
     * @param sql a {@code COPY ... TO STDOUT}
     * @return what the server sends; close it
     * @throws SQLException when the server refuses
     */
    public static Output read(Connection connection, String sql) throws SQLException {
        return PostgresDriver.read(connection, sql);
    }

    /**
     * Begins to write.
     *
     * @param connection a connection with auto-commit off
     * @param sql a {@code COPY ... FROM STDIN}
     * @return what the server takes; close it
     * @throws SQLException when the server refuses
     */
    public static Input write(Connection connection, String sql) throws SQLException {
        return PostgresDriver.write(connection, sql);
    }

    /**
     * Cancels what a connection is doing; may be called by any thread.
     *
     * @param connection the connection
     * @throws SQLException when the server cannot be reached
     */
    public static void cancel(Connection connection) throws SQLException {
        PostgresDriver.cancel(connection);
    }
}
