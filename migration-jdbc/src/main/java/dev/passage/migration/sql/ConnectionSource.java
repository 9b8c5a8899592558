package dev.passage.migration.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where a connection is borrowed from.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ConnectionSource {

    /**
     * Borrows a connection; closing it hands it back.
     *
     * @return the connection
     * @throws SQLException when there is none to be had
     */
    Connection open() throws SQLException;
}
