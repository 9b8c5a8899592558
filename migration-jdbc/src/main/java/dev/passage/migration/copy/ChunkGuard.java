package dev.passage.migration.copy;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Checks, as the first statement of each transaction that writes, that the writer has not been overtaken (X2).
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ChunkGuard {

    /**
     * Checks the fence and keeps it from being raised before the transaction ends.
     *
     * @param connection the connection whose transaction is about to write
     * @throws dev.passage.migration.failure.LeaseLostException if another instance took over
     * @throws SQLException when it cannot be checked
     */
    void check(Connection connection) throws SQLException;
}
