package dev.passage.migration.routing;

import dev.passage.migration.identity.EndpointName;
import java.util.Objects;
import java.util.function.Function;

/**
 * Knows where a tenant lives. What it knows may be out of date; the gates in the databases are the truth, and a writer that
 * follows a stale route is refused there.
 *
 * <p>Must be safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface TenantRouter {

    /**
     * Returns a router for a host whose tenants all begin in one database. It remembers in memory who has moved; a process that
     * starts anew follows the gates from there.
     *
     * @param home where every tenant lives that has never moved
     * @return the router
     */
    static TenantRouter startingAt(EndpointName home) {
        Objects.requireNonNull(home, "home");
        return startingAt((String tenant) -> home);
    }

    /**
     * Returns a router for a host that knows where each tenant begins, for example from its own table of tenants. It remembers in
     * memory who has moved since.
     *
     * @param homes finds where a tenant lives, or lived before it moved; a tenant that has no gate there is taken to live there,
     *     so the answer must never be a database that does not hold its rows
     * @return the router
     */
    static TenantRouter startingAt(Function<String, EndpointName> homes) {
        return new RememberingRouter(homes);
    }

    /**
     * Returns where a tenant lives, as far as is known.
     *
     * @param tenant the tenant
     * @return the name of the endpoint
     */
    EndpointName ownerOf(String tenant);

    /**
     * Returns since which epoch the tenant lives there, as far as is known.
     *
     * @param tenant the tenant
     * @return the epoch, 0 if no move is known
     */
    default long epochOf(String tenant) {
        return 0;
    }

    /**
     * Called when somebody has seen that authority over a tenant has gone to another endpoint. Does nothing when a later epoch is
     * known already.
     *
     * @param tenant the tenant
     * @param owner where it lives now
     * @param epoch the epoch since which it does
     */
    void moved(String tenant, EndpointName owner, long epoch);
}
