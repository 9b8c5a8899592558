package dev.passage.migration.tenant;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.EndpointUnavailableException;
import dev.passage.migration.finding.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes sure before the first write that the host's pool has as many connections as a copy wants at the same time (D3). */
final class PoolSize {

    private PoolSize() {}

    /** Takes so many connections and gives them back. */
    static Optional<Finding> check(Endpoint endpoint, int wanted, String use, String fix) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < wanted) {
                taken.add(endpoint.open());
            }
            return Optional.empty();
        } catch (EndpointUnavailableException exhausted) {
            if (taken.isEmpty()) {
                throw exhausted;
            }
            return Optional.of(Finding.blocking(
                    "copy.connections",
                    "endpoint " + endpoint.name(),
                    "It gave " + taken.size() + " connections at the same time, but " + use + " wants " + wanted + ".",
                    fix));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }
}
