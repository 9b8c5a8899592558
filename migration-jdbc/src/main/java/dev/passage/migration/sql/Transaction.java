package dev.passage.migration.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one transaction on a borrowed connection, which goes back as it came: auto-commit restored, nothing left open.
 *
 * <p>Stateless and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Transaction {
    private static final Logger log = LoggerFactory.getLogger(Transaction.class);

    private Transaction() {}

    /**
     * What is done in a transaction.
     *
     * @param <T> type of what it finds
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Work<T> {

        /**
         * Does it; the transaction is rolled back when this throws.
         *
         * @param connection the connection, with auto-commit off
         * @return what was found
         * @throws SQLException when the database refuses
         */
        T run(Connection connection) throws SQLException;
    }

    /**
     * How a transaction is committed.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Commit {

        /**
         * Commits.
         *
         * @param connection the connection
         * @throws SQLException when the outcome is unknown or the commit was refused
         */
        void commit(Connection connection) throws SQLException;
    }

    /**
     * Runs a transaction.
     *
     * @param <T> type of what it finds
     * @param source where the connection comes from
     * @param work what to do
     * @return what the work returned, after the commit
     * @throws CommitUncertainException when the commit failed
     * @throws SQLException when something before it failed; then nothing is stored
     */
    public static <T> T run(ConnectionSource source, Work<T> work) throws SQLException {
        return run(source, work, Connection::commit);
    }

    /**
     * Runs a transaction that is committed in a way of its own.
     *
     * @param <T> type of what it finds
     * @param source where the connection comes from
     * @param work what to do
     * @param commit how to commit
     * @return what the work returned, after the commit
     * @throws CommitUncertainException when the commit failed
     * @throws SQLException when something before it failed; then nothing is stored
     */
    public static <T> T run(ConnectionSource source, Work<T> work, Commit commit) throws SQLException {
        Connection connection = source.open();
        boolean ended = false;
        boolean autoCommit = false;
        try {
            autoCommit = connection.getAutoCommit();
            if (autoCommit) {
                connection.setAutoCommit(false);
            }
            T result = work.run(connection);
            commit(connection, commit);
            ended = true;
            return result;
        } finally {
            handBack(connection, autoCommit, ended || rolledBack(connection));
        }
    }

    private static void commit(Connection connection, Commit commit) throws SQLException {
        try {
            commit.commit(connection);
        } catch (SQLException failure) {
            throw new CommitUncertainException(failure);
        }
    }

    private static boolean rolledBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException lost) {
            log.atDebug().addKeyValue("sqlState", lost.getSQLState()).log("Rollback found the connection broken");
            return false;
        }
    }

    /** Turning auto-commit on would commit a transaction that is still open, so it is done only after its end. */
    private static void handBack(Connection connection, boolean autoCommit, boolean ended) {
        try (connection) {
            if (autoCommit && ended) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException lost) {
            log.atDebug().addKeyValue("sqlState", lost.getSQLState()).log("A connection was handed back broken");
        }
    }
}
