package dev.passage.migration.capture;

import dev.passage.migration.value.ValueAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Keys of rows that are to be brought to the other side, and stay noted until they were (ALGORITHMS 1.1). Used by one thread at a time.
 *
 * @since 0.1.0
 */
public interface NotedKeys {

    /**
     * Reads entries that were not acknowledged yet in the caller's transaction, so that rows can be read in the same snapshot.
     *
     * @param connection a connection to this database, in a transaction
     * @param tables which tables' entries
     * @param most greatest number of entries, 1 or more
     * @return the entries, those of the first table first
     * @throws SQLException when the database refuses
     */
    List<ChangeEntry> poll(Connection connection, Collection<String> tables, int most) throws SQLException;

    /**
     * Notes keys as if their rows had changed now, in the caller's transaction: whoever applies the entries brings those rows once more.
     *
     * @param connection a connection to this database, in a transaction
     * @param table one of the tables
     * @param columns how each column of the key is bound
     * @param keys the keys
     * @throws SQLException when the database refuses
     * @throws IllegalArgumentException if it is not one of them
     */
    void note(Connection connection, String table, List<ValueAccess> columns, List<List<Object>> keys)
            throws SQLException;

    /**
     * Removes exactly these entries, once the rows that were read after them are committed on the other side.
     *
     * @param entries what {@link #poll(Connection, Collection, int)} returned
     * @throws SQLException when the database refuses
     */
    void acknowledge(List<ChangeEntry> entries) throws SQLException;
}
