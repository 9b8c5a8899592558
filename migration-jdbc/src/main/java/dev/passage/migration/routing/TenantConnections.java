package dev.passage.migration.routing;

import dev.passage.migration.endpoint.Endpoints;
import dev.passage.migration.failure.TenantMovingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/**
 * Gives a host connections of its tenants, each to the database that owns the tenant, so that no write is lost while the tenant
 * moves (promises 1 and 2, K2). Used instead of one data source.
 *
 * <pre>{@code
 * TenantConnections tenants = TenantConnections.over(endpoints, TenantRouter.startingAt(EndpointName.of("shared")));
 * try (Connection connection = tenants.connection("acme")) { ... }
 * tenants.inTransaction("acme", connection -> { ... });
 * }</pre>
 *
 * <p>The first statement of each transaction locks the tenant's gate, shared with other writers; under auto-commit each statement
 * becomes a small transaction that does so. While a move holds the gate closed, a writer waits, 30 seconds unless told otherwise,
 * and then gets a {@link TenantMovingException}; nothing of its transaction is stored. When the tenant has moved, the connection
 * goes on at the new owner by itself before the first statement of its next transaction; prepared statements go with it. A statement
 * that cannot go with it gets a {@link TenantRelocatedException}, which whoever repeats serialization failures repeats.
 *
 * <p>What a connection does not take: {@code COMMIT}, {@code BEGIN} and the like as the text of a statement, statements that must
 * run outside of a transaction, and {@link Connection#unwrap} to a driver's type under auto-commit. On PostgreSQL a read-only
 * transaction looks at the gate without locking it, and reads on while the gate is closed, unless reads are asked to be strict by
 * {@link #readingStrictly}.
 *
 * <p>Safe for use by several threads; a connection is used by one at a time. Holds no connection and starts no thread.
 *
 * @since 0.1.0
 */
public final class TenantConnections {
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(30);

    private final Endpoints endpoints;
    private final TenantRouter router;
    private final Duration limit;
    private final TenantTraffic traffic;
    private final boolean strict;

    private TenantConnections(
            Endpoints endpoints, TenantRouter router, Duration limit, TenantTraffic traffic, boolean strict) {
        this.endpoints = Objects.requireNonNull(endpoints, "endpoints");
        this.router = Objects.requireNonNull(router, "router");
        this.limit = Objects.requireNonNull(limit, "limit");
        this.traffic = Objects.requireNonNull(traffic, "traffic");
        this.strict = strict;
    }

    /**
     * Returns the connections of all tenants.
     *
     * @param endpoints the databases
     * @param router knows where tenants live
     * @return the connections
     */
    public static TenantConnections over(Endpoints endpoints, TenantRouter router) {
        return new TenantConnections(endpoints, router, USUAL_LIMIT, TenantTraffic.NONE, false);
    }

    /**
     * Returns these connections with another limit for waiting at a closed gate.
     *
     * @param otherLimit how long a transaction waits for its gate, zero or longer
     * @return the connections
     * @throws IllegalArgumentException if the limit is negative
     */
    public TenantConnections waitingAtMost(Duration otherLimit) {
        if (otherLimit.isNegative()) {
            throw new IllegalArgumentException("A limit must not be negative, but was " + otherLimit + ".");
        }
        return new TenantConnections(endpoints, router, otherLimit, traffic, strict);
    }

    /**
     * Returns these connections with somebody who is told how each transaction ends.
     *
     * @param listener who is told
     * @return the connections
     */
    public TenantConnections reportingTo(TenantTraffic listener) {
        return new TenantConnections(endpoints, router, limit, listener, strict);
    }

    /**
     * Returns these connections with strict reads: what a read-only transaction reads is never older than a write that was
     * acknowledged before its statement began, also across a switch. It passes the gate as a writing one does: a switch waits for it to
     * end, and while the gate is closed it waits, within the same limit. Without this, a read-only transaction on PostgreSQL that began
     * before the switch reads the old side until it ends; on other engines all reads are strict anyway.
     *
     * <p>Under REPEATABLE READ and SERIALIZABLE a transaction reads as of its first statement, here as anywhere; the switch does not wait
     * for it on PostgreSQL. A strict read there costs one more statement in each transaction, and no write.
     *
     * @return the connections
     */
    public TenantConnections readingStrictly() {
        return new TenantConnections(endpoints, router, limit, traffic, true);
    }

    /**
     * Returns a connection of a tenant. Nothing is borrowed before it is used; the caller closes it.
     *
     * @param tenant the tenant, 1 to 200 characters
     * @return the connection, with auto-commit on
     * @throws IllegalArgumentException if the name of the tenant cannot be kept
     */
    public Connection connection(String tenant) {
        return connection(tenant, limit);
    }

    private Connection connection(String tenant, Duration patience) {
        if (tenant.isEmpty() || tenant.length() > 200 || tenant.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The name of a tenant needs 1 to 200 characters and no NUL, but has "
                    + tenant.length() + " characters.");
        }
        return new GatedConnection(new Entrance(endpoints, router, tenant, strict), patience, traffic).proxy();
    }

    /**
     * Runs a transaction of a tenant and repeats it when it lost against another or the tenant moved.
     *
     * @param tenant the tenant
     * @param action what to do; may run several times, so it must do nothing outside of the database that hurts when repeated
     * @throws TenantMovingException if the gate stayed closed beyond the limit; nothing is stored
     * @throws SQLException when the database refuses; nothing is stored, unless the commit itself failed and its outcome is unknown
     */
    public void inTransaction(String tenant, TenantAction action) throws SQLException {
        TenantConnections.<Boolean>run(this, tenant, limit, connection -> {
            action.run(connection);
            return true;
        });
    }

    /**
     * Runs a transaction of a tenant that finds something, and repeats it when it lost against another or the tenant moved.
     *
     * @param tenant the tenant
     * @param patience how long to wait and repeat, in place of the limit
     * @param work what to do; may run several times, so it must do nothing outside of the database that hurts when repeated
     * @param <T> type of what it finds
     * @return what the work returned, after the commit
     * @throws TenantMovingException if the gate stayed closed beyond that time; nothing is stored
     * @throws SQLException when the database refuses; nothing is stored, unless the commit itself failed and its outcome is unknown
     */
    public <T> T computeInTransaction(String tenant, Duration patience, TenantWork<T> work) throws SQLException {
        return run(this, tenant, patience, work);
    }

    private static <T> T run(TenantConnections tenants, String tenant, Duration patience, TenantWork<T> work)
            throws SQLException {
        Waiting waiting = new Waiting(tenant, patience);
        while (true) {
            try (Connection connection = tenants.connection(tenant, waiting.left())) {
                connection.setAutoCommit(false);
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException failure) {
                if (!tenants.isWorthRepeating(tenant, failure) || waiting.left().isNegative()) {
                    throw failure;
                }
            }
            waiting.pause();
        }
    }

    private boolean isWorthRepeating(String tenant, SQLException failure) {
        return failure instanceof TenantRelocatedException
                || endpoints.get(router.ownerOf(tenant)).dialect().isTransient(failure);
    }
}
