package dev.passage.migration.routing;

import java.time.Duration;

/**
 * Is told how each transaction of a tenant ended: by the connections of the tenants, or by a host that goes without them.
 *
 * <p>Called on the thread of the transaction, so it must be quick; must be safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TenantTraffic {

    /** Is told and does nothing. */
    TenantTraffic NONE = (tenant, took, failed) -> {};

    /**
     * Is told of the end of a transaction.
     *
     * @param tenant the tenant
     * @param took how long it took, with what it waited at the gate
     * @param failed whether it failed for another reason than that it should be repeated
     */
    void ended(String tenant, Duration took, boolean failed);
}
