package dev.passage.migration.routing;

import dev.passage.migration.endpoint.Endpoint;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection to the database that owned the tenant when it was borrowed; goes back as it came. */
final class OwnerConnection {
    private final Endpoint endpoint;
    private final Connection connection;
    private final boolean autoCommit;
    private boolean ended = true;

    private OwnerConnection(Endpoint endpoint, Connection connection, boolean autoCommit) {
        this.endpoint = endpoint;
        this.connection = connection;
        this.autoCommit = autoCommit;
    }

    static OwnerConnection open(Endpoint endpoint) throws SQLException {
        Connection connection = endpoint.open();
        boolean usable = false;
        try {
            OwnerConnection owned = new OwnerConnection(endpoint, connection, connection.getAutoCommit());
            usable = true;
            return owned;
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Connection connection() {
        return connection;
    }

    void begin() throws SQLException {
        ended = false;
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
        }
    }

    void commit() throws SQLException {
        connection.commit();
        ended = true;
    }

    void rollBack() throws SQLException {
        connection.rollback();
        ended = true;
    }

    /** Outside of a transaction a statement that asks only for metadata must not leave one open. */
    void idle() throws SQLException {
        if (ended && autoCommit && !connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
    }

    /** Turning auto-commit on would commit what is still open, so it is done only after a rollback that worked. */
    void handBack() throws SQLException {
        try (connection) {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
                if (autoCommit) {
                    connection.setAutoCommit(true);
                }
            }
        }
    }
}
