package dev.passage.migration.gate;

import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.EndpointUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** That transactions which hold a gate open did not end in time. */
final class WritersInFlight extends SQLException {
    private static final long serialVersionUID = 1L;

    private final SQLException refused;

    WritersInFlight(SQLException refused) {
        super(refused);
        this.refused = refused;
    }

    SQLException refused() {
        return refused;
    }

    /** Says whose they are, as far as the engine tells this user; called when nobody waits any more, so that it holds nobody up. */
    static String on(Endpoint endpoint, String tenant) {
        try {
            List<String> writers = endpoint.inTransaction(connection -> read(connection, endpoint, tenant));
            return writers.isEmpty() ? "" : " In flight: " + String.join("; ", writers) + ".";
        } catch (SQLException | EndpointUnavailableException notTold) {
            return "";
        }
    }

    private static List<String> read(Connection connection, Endpoint endpoint, String tenant) throws SQLException {
        List<String> writers = new ArrayList<>();
        try (PreparedStatement ask =
                connection.prepareStatement(endpoint.dialect().holders())) {
            if (endpoint.dialect().turn().isPresent()) {
                ask.setString(1, tenant);
            }
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    writers.add(row.getString(1));
                }
            }
        }
        return writers;
    }
}
