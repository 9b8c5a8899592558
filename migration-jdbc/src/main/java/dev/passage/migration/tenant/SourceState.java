package dev.passage.migration.tenant;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Privileges;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.gate.Gate;
import dev.passage.migration.gate.GateTables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A fingerprint of what the analysis of a move depends on: the schemas of both sides, the tenant's gates, and how many rows were
 * ever written (P8). Only where both databases count their writes, which is PostgreSQL; there the count lags by a second at most.
 */
final class SourceState {

    private SourceState() {}

    static String of(Endpoint source, Endpoint target, String tenant) throws SQLException {
        Optional<String> here = side(source, tenant);
        Optional<String> there = here.isPresent() ? side(target, tenant) : Optional.empty();
        return there.map(text -> hashed(here.orElseThrow() + "\n" + text)).orElse("");
    }

    /** That it may not be read the analysis says. */
    private static String gate(Endpoint endpoint, String tenant) throws SQLException {
        try {
            return GateTables.exist(endpoint)
                    ? new Gate(endpoint).read(tenant).map(Object::toString).orElse("none")
                    : "none";
        } catch (SQLException refused) {
            if (Privileges.isRefusal(refused)) {
                return "unreadable";
            }
            throw refused;
        }
    }

    private static Optional<String> side(Endpoint endpoint, String tenant) throws SQLException {
        Optional<String> counter = endpoint.dialect().writeCounter();
        if (counter.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = endpoint.open();
                Statement statement = connection.createStatement();
                ResultSet writes = statement.executeQuery(counter.get())) {
            writes.next();
            return Optional.of(Catalog.read(connection) + "|" + writes.getLong(1) + "|" + gate(endpoint, tenant));
        }
    }

    private static String hashed(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }
}
