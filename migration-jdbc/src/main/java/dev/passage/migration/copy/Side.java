package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/**
 * One of the two databases of a move.
 *
 * @param name what it is called in messages, for example the endpoint's name
 * @param catalog what stands in it
 * @param connections opens connections to it
 * @since 0.1.0
 */
public record Side(String name, Catalog catalog, Connections connections) {

    /** Checks that every part is given. */
    public Side {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(connections, "connections");
    }

    /**
     * Opens connections.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface Connections {

        /**
         * Opens a connection, which the caller closes.
         *
         * @return the connection
         * @throws SQLException when none can be got
         */
        Connection open() throws SQLException;
    }
}
