package dev.passage.migration.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What MariaDB and MySQL ask of whoever creates triggers. With a role in use only the attempt tells, for its rights are not listed. */
final class TriggerRights {
    private static final String GRANTED = "SELECT COUNT(*) FROM (SELECT 1 FROM information_schema.USER_PRIVILEGES"
            + " WHERE PRIVILEGE_TYPE = 'TRIGGER' AND (GRANTEE = ? OR GRANTEE LIKE '''PUBLIC''@%')"
            + " UNION ALL SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'TRIGGER'"
            + " AND ? LIKE TABLE_SCHEMA AND (GRANTEE = ? OR GRANTEE LIKE '''PUBLIC''@%')"
            + " UNION ALL SELECT 1 FROM information_schema.TABLE_PRIVILEGES WHERE PRIVILEGE_TYPE = 'TRIGGER'"
            + " AND TABLE_SCHEMA = ? AND TABLE_NAME = ? AND (GRANTEE = ? OR GRANTEE LIKE '''PUBLIC''@%')) granted";
    private static final String SUPER = "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES"
            + " WHERE PRIVILEGE_TYPE = 'SUPER' AND GRANTEE = ?";
    private static final String ANY = "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = ?";
    private static final String LOG_ASKS = "SELECT @@log_bin AND NOT @@log_bin_trust_function_creators";

    private TriggerRights() {}

    /** Whether TRIGGER is granted, everywhere, on the schema or on the table. */
    static boolean granted(Connection connection, String schema, String table) throws SQLException {
        Optional<String> user = user(connection);
        return user.isEmpty() || counts(connection, GRANTED, user.get(), schema, user.get(), schema, table, user.get());
    }

    /** Whether the binary log, if there is one, lets the user create triggers at all. */
    static boolean trusted(Connection connection) throws SQLException {
        if (!"1".equals(ask(connection, LOG_ASKS))) {
            return true;
        }
        Optional<String> user = user(connection);
        return user.isEmpty() || counts(connection, SUPER, user.get());
    }

    /** The user as the catalogue writes it, unless a role is in use, or the server keeps no rights. */
    private static Optional<String> user(Connection connection) throws SQLException {
        String user = ask(connection, "SELECT CURRENT_USER()");
        int host = user.lastIndexOf('@');
        String grantee = "'" + user.substring(0, host) + "'@'" + user.substring(host + 1) + "'";
        boolean listed =
                ask(connection, "SELECT COALESCE(CURRENT_ROLE(), 'NONE')").equals("NONE")
                        && counts(connection, ANY, grantee);
        return listed ? Optional.of(grantee) : Optional.empty();
    }

    private static boolean counts(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
