package dev.passage.migration.copy;

import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the right for want of which a statement was refused, as far as the engine says: MariaDB and MySQL name right and table,
 * PostgreSQL names the table and can be asked for the right, H2 names the table.
 */
final class WithheldRights {
    private static final Pattern OF_POSTGRES = Pattern.compile("permission denied for table (.+)");
    private static final Pattern OF_MYSQL = Pattern.compile("([A-Z][A-Z, ]*) command denied to user .+ for table (.+)");
    private static final Pattern OF_H2 = Pattern.compile("Not enough rights for object (\"[^;]+\")");
    private static final String MISSING = "SELECT wanted.privilege FROM pg_catalog.pg_class held CROSS JOIN"
            + " (VALUES (1, 'SELECT'), (2, 'INSERT'), (3, 'UPDATE'), (4, 'DELETE')) AS wanted(place, privilege)"
            + " WHERE held.relname = ? AND held.relkind IN ('r', 'p', 'v') AND pg_catalog.pg_table_is_visible(held.oid)"
            + " AND NOT pg_catalog.has_table_privilege(held.oid, wanted.privilege) ORDER BY wanted.place";

    private WithheldRights() {}

    /** Says what is missing, in words that begin after a colon; only names go into them, never more of what the driver says. */
    static String named(SQLException failure, List<Side> sides) {
        String words = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        Matcher postgres = OF_POSTGRES.matcher(words);
        if (postgres.find()) {
            return missing(postgres.group(1), sides);
        }
        Matcher mysql = OF_MYSQL.matcher(words);
        if (mysql.find()) {
            return "the user lacks the right to " + mysql.group(1).strip() + " on table "
                    + mysql.group(2).strip();
        }
        Matcher h2 = OF_H2.matcher(words);
        return h2.find() ? "the user lacks a right on " + h2.group(1) : "a right is missing";
    }

    private static String missing(String table, List<Side> sides) {
        List<String> found = new ArrayList<>();
        for (Side side : sides) {
            if (side.catalog().engine() == Engine.POSTGRESQL) {
                List<String> rights = missing(table, side);
                if (!rights.isEmpty()) {
                    found.add("to " + String.join(", ", rights) + " on table \"" + table + "\" of " + side.name());
                }
            }
        }
        return found.isEmpty()
                ? "the user lacks a right on table \"" + table + "\""
                : "the user lacks the right " + String.join(" and ", found);
    }

    private static List<String> missing(String table, Side side) {
        List<String> rights = new ArrayList<>();
        try (Connection connection = side.connections().open();
                PreparedStatement ask = connection.prepareStatement(MISSING)) {
            ask.setString(1, table);
            try (ResultSet row = ask.executeQuery()) {
                while (row.next()) {
                    rights.add(row.getString(1));
                }
            }
        } catch (SQLException notTold) {
            return List.of();
        }
        return rights;
    }
}
