package dev.passage.migration.copy;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Follows a copy and may stop it. Called by the copying thread.
 *
 * @since 0.1.0
 */
public interface CopyObserver {

    /** Follows nothing and never stops. */
    CopyObserver NONE = new CopyObserver() {};

    /**
     * Called after each commit.
     *
     * @param table the table
     * @param rows number of rows that the commit made durable
     */
    default void written(String table, long rows) {}

    /**
     * Called after the commit of each chunk.
     *
     * @param latency how long the target took for it
     */
    default void committed(Duration latency) {}

    /**
     * Tells whether to stop after the present chunk.
     *
     * @return whether to stop
     */
    default boolean stopRequested() {
        return false;
    }

    /**
     * Called with the statement that may run for long, so that it can be cancelled from another thread.
     *
     * @param statement the statement
     */
    default void running(Statement statement) {}

    /**
     * Told before a read that is no statement of JDBC begins, so that it can be interrupted from another thread.
     *
     * @param interruption ends the read with an error
     */
    default void interruptible(Interruption interruption) {}

    /**
     * Ends what a database is doing; may be called by any thread.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface Interruption {

        /**
         * Ends it.
         *
         * @throws SQLException when the database cannot be reached
         */
        void interrupt() throws SQLException;
    }
}
