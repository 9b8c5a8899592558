package dev.passage.migration.routing;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is done in a transaction of a tenant.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TenantAction {

    /**
     * Does it. May be called again from the start when the transaction lost against another.
     *
     * @param connection the tenant's connection, with auto-commit off; committed and closed by the caller
     * @throws SQLException when the database refuses
     */
    void run(Connection connection) throws SQLException;
}
