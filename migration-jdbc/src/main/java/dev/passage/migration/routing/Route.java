package dev.passage.migration.routing;

import dev.passage.migration.identity.EndpointName;

/** Where a tenant lives since which epoch. */
record Route(EndpointName owner, long epoch) {

    static Route of(TenantRouter router, String tenant) {
        while (true) {
            long epoch = router.epochOf(tenant);
            EndpointName owner = router.ownerOf(tenant);
            // an owner of a later epoch taken for one of an earlier would be claimed before it is opened
            if (router.epochOf(tenant) == epoch) {
                return new Route(owner, epoch);
            }
        }
    }
}
