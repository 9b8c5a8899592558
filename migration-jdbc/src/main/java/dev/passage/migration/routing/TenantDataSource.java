package dev.passage.migration.routing;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A plain data source over {@link TenantConnections}, for frameworks that want one: bound to a tenant, or to whoever a supplier
 * names, for example the tenant of the present thread. Reads are strict if those of the connections are
 * ({@link TenantConnections#readingStrictly}).
 *
 * <pre>{@code
 * DataSource dataSource = TenantDataSource.of(tenants, currentTenant::get);
 * }</pre>
 *
 * <p>Safe for use by several threads if the supplier is.
 *
 * @since 0.1.0
 */
public final class TenantDataSource implements DataSource {
    private final TenantConnections tenants;
    private final Supplier<String> tenant;

    private TenantDataSource(TenantConnections tenants, Supplier<String> tenant) {
        this.tenants = Objects.requireNonNull(tenants, "tenants");
        this.tenant = Objects.requireNonNull(tenant, "tenant");
    }

    /**
     * Returns a data source of one tenant.
     *
     * @param tenants the connections of all tenants
     * @param tenant the tenant
     * @return the data source
     */
    public static TenantDataSource of(TenantConnections tenants, String tenant) {
        Objects.requireNonNull(tenant, "tenant");
        return new TenantDataSource(tenants, () -> tenant);
    }

    /**
     * Returns a data source of whichever tenant is the present one when a connection is asked for.
     *
     * @param tenants the connections of all tenants
     * @param tenant names the present tenant; must not return null
     * @return the data source
     */
    public static TenantDataSource of(TenantConnections tenants, Supplier<String> tenant) {
        return new TenantDataSource(tenants, tenant);
    }

    /**
     * Returns a connection of the present tenant; see {@link TenantConnections} for what it does.
     *
     * @return the connection
     * @throws IllegalStateException if there is no present tenant
     */
    @Override
    @SuppressWarnings("ConstantValue")
    public Connection getConnection() {
        String present = tenant.get();
        if (present == null) {
            throw new IllegalStateException("There is no present tenant. Set it before a connection is asked for.");
        }
        return tenants.connection(present);
    }

    /**
     * Refuses: users and passwords belong to the endpoints.
     *
     * @throws SQLFeatureNotSupportedException always
     */
    @Override
    public Connection getConnection(String user, String password) throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException(
                "A tenant's data source takes no user. Use getConnection() and give the endpoints their users.");
    }

    @Override
    public PrintWriter getLogWriter() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("A tenant's data source writes no log.");
    }

    @Override
    public void setLogWriter(PrintWriter writer) throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("A tenant's data source writes no log.");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Set the time for logging in at the endpoints' data sources.");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("A tenant's data source uses no such logger.");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("A tenant's data source is no " + type.getName() + ".");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}
