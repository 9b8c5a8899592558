package dev.passage.migration.endpoint;

import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.identity.EndpointName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The databases that take part in moves, by name, so that neither plan nor journal can hold a password (H4).
 *
 * <pre>{@code
 * Endpoints endpoints = Endpoints.of(Map.of("shared", sharedDataSource, "dedicated", dedicatedDataSource));
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Endpoints {
    private final Map<EndpointName, Endpoint> byName;

    private Endpoints(Map<EndpointName, Endpoint> byName) {
        this.byName = byName;
    }

    /**
     * Returns endpoints with these names.
     *
     * @param dataSources a data source for each name; each must give connections of its own to several threads
     * @return the endpoints
     * @throws IllegalArgumentException if a name is not of the form that {@link EndpointName} asks for
     */
    public static Endpoints of(Map<String, ? extends DataSource> dataSources) {
        Map<EndpointName, Endpoint> endpoints = new LinkedHashMap<>();
        dataSources.forEach((name, dataSource) -> {
            EndpointName key = EndpointName.of(name);
            endpoints.put(key, new Endpoint(key, dataSource));
        });
        return new Endpoints(endpoints);
    }

    /**
     * Returns the endpoint of this name.
     *
     * @param name the name
     * @return the endpoint
     * @throws EndpointUnavailableException if no endpoint is registered under it; the message lists those that are
     */
    public Endpoint get(EndpointName name) {
        Endpoint endpoint = byName.get(name);
        if (endpoint == null) {
            String known =
                    byName.keySet().stream().map(EndpointName::value).sorted().collect(Collectors.joining(", "));
            throw new EndpointUnavailableException(
                    name,
                    "No endpoint is registered under the name " + name + "; registered are "
                            + (known.isEmpty() ? "none" : known) + ".",
                    "Register a data source under this name, or correct the name.",
                    null);
        }
        return endpoint;
    }

    /**
     * Returns all endpoints.
     *
     * @return the endpoints, unmodifiable
     */
    public List<Endpoint> all() {
        return List.copyOf(byName.values());
    }
}
