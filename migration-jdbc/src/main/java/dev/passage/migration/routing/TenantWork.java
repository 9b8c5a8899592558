package dev.passage.migration.routing;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is done in a transaction of a tenant, and finds something.
 *
 * @param <T> type of what it finds
 * @since 0.1.0
 */
@FunctionalInterface
public interface TenantWork<T> {

    /**
     * Does it. May be called again from the start when the transaction lost against another.
     *
     * @param connection the tenant's connection, with auto-commit off; committed and closed by the caller
     * @return what was found
     * @throws SQLException when the database refuses
     */
    T run(Connection connection) throws SQLException;
}
