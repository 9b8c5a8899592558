package dev.passage.migration.dialect;

import java.sql.SQLException;

/**
 * Puts a limit of a session back to what it was. Used by the thread that uses the connection.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SessionLimit extends AutoCloseable {

    /**
     * Puts the former limit back; call it after the transaction has ended.
     *
     * @throws SQLException when the session does not take it, so the connection should not be handed on
     */
    @Override
    void close() throws SQLException;
}
