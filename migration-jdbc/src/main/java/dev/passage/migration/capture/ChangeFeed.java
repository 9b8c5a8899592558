package dev.passage.migration.capture;

import dev.passage.migration.copy.RowFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Notes which keys of one tenant change in one database (ALGORITHMS 1.1). An entry holds a key and no value: whoever applies
 * it reads the present row after the entry was read, so entries may come in any order and more than once.
 *
 * <p>A feed is used by one thread at a time. What it has noted stands in the database and survives a crash; another process
 * goes on with a feed of the same migration.
 *
 * @since 0.1.0
 */
public interface ChangeFeed extends NotedKeys {

    /**
     * Begins to note. After it returns, each change that commits either was committed before it returned, so that every later
     * read sees it, or has an entry. Repeating it completes what a crash has left half done, and makes this feed's own
     * session known.
     *
     * @throws dev.passage.migration.failure.StepFailedException retryable, if a table stayed locked by others
     * @throws SQLException when the database refuses
     */
    void arm() throws SQLException;

    /**
     * Tells whether every trigger of the feed stands, so that no change since it was armed is missing.
     *
     * @return whether it does
     * @throws SQLException when the database refuses
     */
    boolean isArmed() throws SQLException;

    /**
     * Makes this feed's own session known to triggers that stand already, as {@link #arm} does too. To be called once by each
     * process that goes on with a feed.
     *
     * @throws SQLException when the database refuses
     */
    void announce() throws SQLException;

    /**
     * Makes this feed's own session unknown again. To be called by who is done for now, so that what {@link #announce} left does not
     * add up; does nothing when that is gone already.
     *
     * @throws SQLException when the database refuses
     */
    void withdraw() throws SQLException;

    /**
     * Returns the rows of a table that no waiting entry names: as long as nothing is acknowledged, those that have not changed
     * since the feed was armed.
     *
     * @param table one of the feed's tables
     * @return the filter
     * @throws IllegalArgumentException if it is not one of them
     */
    RowFilter untouched(String table);

    /**
     * Marks the present transaction of a connection as the mover's own, so that what it writes is neither noted nor refused.
     *
     * @param connection a connection to this database with auto-commit off
     * @return what takes the mark away; close it after the transaction has ended
     * @throws SQLException when the database refuses
     */
    Origin enter(Connection connection) throws SQLException;

    /**
     * Reads entries that were not acknowledged yet; nothing is removed.
     *
     * @param most greatest number of entries, 1 or more
     * @return the entries, empty when there is none
     * @throws SQLException when the database refuses
     */
    List<ChangeEntry> poll(int most) throws SQLException;

    /**
     * Returns how much is waiting.
     *
     * @return the entries that were not acknowledged
     * @throws SQLException when the database refuses
     */
    FeedState state() throws SQLException;

    /**
     * Tells whether nothing is waiting.
     *
     * @return whether every entry was acknowledged
     * @throws SQLException when the database refuses
     */
    default boolean isDrained() throws SQLException {
        return state().entries() == 0;
    }

    /**
     * Returns the name of a table of this feed's own, in which whoever uses it may remember what goes with it; disarming removes it.
     *
     * @return the name, qualified and quoted; whether there is such a table is up to the user
     */
    String memory();

    /**
     * Returns the name of another such table, for what a person has to decide; disarming removes it.
     *
     * @return the name, qualified and quoted; whether there is such a table is up to the user
     */
    String parked();

    /**
     * Ends noting and removes everything that arming created. May be repeated.
     *
     * @throws dev.passage.migration.failure.StepFailedException retryable, if a table stayed locked by others
     * @throws SQLException when the database refuses
     */
    void disarm() throws SQLException;

    /**
     * A mark on a session.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface Origin extends AutoCloseable {

        /**
         * Takes the mark away.
         *
         * @throws SQLException when the session does not take it, so the connection should not be handed on
         */
        @Override
        void close() throws SQLException;
    }
}
