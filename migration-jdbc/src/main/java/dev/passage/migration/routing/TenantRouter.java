package dev.passage.migration.routing;

import dev.passage.migration.identity.EndpointName;

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
     * Returns where a tenant lives, as far as is known.
     *
     * @param tenant the tenant
     * @return the name of the endpoint
     */
    EndpointName ownerOf(String tenant);

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
