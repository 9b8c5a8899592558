package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.value.ValueAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A query for a {@code COPY}, which takes no parameters: each value is bound in a query of its own and comes back as the literal that
 * the server itself makes of it (H4), of no type, so that it takes that of its column as a bound one would.
 *
 * @param selected what is selected, from where and of which rows
 * @param condition from which table and which of its rows
 * @param order by what they are ordered
 */
record PostgresQuery(String selected, String condition, String order) {

    static PostgresQuery of(
            Connection connection, Catalog catalog, TableRoute route, RowFilter filter, List<Object> after)
            throws SQLException {
        String columns = route.columns().stream()
                .map(column -> RowStream.reference(catalog.dialect(), column))
                .collect(Collectors.joining(", "));
        String order = route.key().stream()
                .map(column -> RowStream.reference(catalog.dialect(), column))
                .collect(Collectors.joining(", "));
        List<String> literals = new ArrayList<>();
        for (RowFilter.Parameter parameter : filter.parameters()) {
            literals.add(literal(connection, parameter.access(), parameter.value()));
        }
        String condition = "(" + filter.condition() + ")";
        if (!after.isEmpty()) {
            condition += " AND " + KeyComparison.after(catalog.dialect(), route);
            for (int i = 0; i < after.size(); i++) {
                literals.add(literal(connection, route.key().get(i).from(), after.get(i)));
            }
        }
        String from = " FROM " + catalog.qualified(route.name()) + " " + RowFilter.ROW + " WHERE ";
        return new PostgresQuery(columns, from + filled(condition, literals), order);
    }

    String rows() {
        return "SELECT " + selected + condition + " ORDER BY " + order;
    }

    String count() {
        return "SELECT COUNT(*)" + condition;
    }

    private static String literal(Connection connection, ValueAccess access, Object value) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.quote_literal(CAST(? AS TEXT))")) {
            access.bind(statement, 1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Puts the literals where the placeholders are, which is never within the quotes of a name. */
    private static String filled(String condition, List<String> literals) {
        StringBuilder text = new StringBuilder();
        boolean quoted = false;
        int next = 0;
        for (int i = 0; i < condition.length(); i++) {
            char character = condition.charAt(i);
            quoted ^= character == '"';
            if (character == '?' && !quoted) {
                text.append(literals.get(next++));
            } else {
                text.append(character);
            }
        }
        return text.toString();
    }
}
