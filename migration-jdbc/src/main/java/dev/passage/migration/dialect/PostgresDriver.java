package dev.passage.migration.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** All that is used of PostgreSQL's driver; loaded only where it is on the path. */
final class PostgresDriver {
    private static final byte[] END = {};

    private PostgresDriver() {}

    static boolean isBehind(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class);
    }

    static PostgresCopy.Output read(Connection connection, String sql) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        return new Reading(driver, driver.getCopyAPI().copyOut(sql));
    }

    static PostgresCopy.Input write(Connection connection, String sql) throws SQLException {
        return new Writing(connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql));
    }

    static void cancel(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    private record Reading(PGConnection driver, CopyOut copy) implements PostgresCopy.Output {

        @Override
        public byte[] read() throws SQLException {
            byte[] bytes = copy.readFromCopy();
            while (bytes != null && bytes.length == 0) {
                bytes = copy.readFromCopy();
            }
            return bytes == null ? END : bytes;
        }

        /** The driver's own cancelCopy() leaves an answer unread here, so the copy is interrupted and read to its end instead. */
        @Override
        public void close() throws SQLException {
            if (!copy.isActive()) {
                return;
            }
            driver.cancelQuery();
            try {
                while (copy.readFromCopy() != null) {
                    // what was on its way
                }
            } catch (SQLException cancelled) {
                if (copy.isActive()) {
                    throw cancelled;
                }
            }
        }
    }

    private record Writing(CopyIn copy) implements PostgresCopy.Input {

        @Override
        public void write(byte[] bytes, int from, int length) throws SQLException {
            copy.writeToCopy(bytes, from, length);
        }

        @Override
        public long end() throws SQLException {
            return copy.endCopy();
        }

        @Override
        public void close() throws SQLException {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
