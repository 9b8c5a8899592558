package dev.passage.migration.routing;

import dev.passage.migration.identity.EndpointName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Remembers tenants that have moved; the others are where the host says. */
final class RememberingRouter implements TenantRouter {
    private final Function<String, EndpointName> homes;
    private final Map<String, Route> moved = new ConcurrentHashMap<>();

    RememberingRouter(Function<String, EndpointName> homes) {
        this.homes = Objects.requireNonNull(homes, "homes");
    }

    @Override
    public EndpointName ownerOf(String tenant) {
        return Optional.ofNullable(moved.get(tenant))
                .map(Route::owner)
                .orElseGet(() -> Objects.requireNonNull(homes.apply(tenant), "the home of a tenant"));
    }

    @Override
    public long epochOf(String tenant) {
        return Optional.ofNullable(moved.get(tenant)).map(Route::epoch).orElse(0L);
    }

    @Override
    public void moved(String tenant, EndpointName owner, long epoch) {
        Route route = new Route(Objects.requireNonNull(owner, "owner"), epoch);
        moved.merge(tenant, route, (known, later) -> later.epoch() > known.epoch() ? later : known);
    }
}
