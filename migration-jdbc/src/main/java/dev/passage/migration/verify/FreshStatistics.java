package dev.passage.migration.verify;

import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets PostgreSQL look at a table that was just filled: one that it knows nothing of is taken for small, so it is read in a way that
 * costs three times as much. Only the columns that order and pick the rows are looked at, which leaves the rest to autovacuum.
 */
final class FreshStatistics {

    private FreshStatistics() {}

    static void gather(Side side, TableRoute route) throws SQLException {
        if (side.catalog().engine() != Engine.POSTGRESQL) {
            return;
        }
        try (Connection connection = side.connections().open()) {
            if (isUnknown(connection, side, route)) {
                try (Statement statement = connection.createStatement()) {
                    // without the right to it the server warns and does nothing
                    statement.execute("ANALYZE " + side.catalog().qualified(route.name()) + columns(side, route));
                }
            }
        }
    }

    private static boolean isUnknown(Connection connection, Side side, TableRoute route) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT reltuples <= 0 FROM pg_catalog.pg_class WHERE oid = CAST(? AS regclass)")) {
            statement.setString(1, side.catalog().qualified(route.name()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static String columns(Side side, TableRoute route) {
        Dialect dialect = side.catalog().dialect();
        Set<String> names = new LinkedHashSet<>();
        route.key().forEach(column -> names.add(column.target().name()));
        route.path()
                .filter(path -> path.steps().isEmpty())
                .map(TenantPath::column)
                .ifPresent(names::add);
        return names.stream().map(dialect::quoted).collect(Collectors.joining(", ", " (", ")"));
    }
}
