package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One transaction on the journal's database.
 *
 * @param attempt 1, or more when the transaction is repeated
 */
record JournalSession(Connection connection, Statements sql, int attempt) {

    Dialect dialect() {
        return sql.dialect();
    }

    PreparedStatement prepare(String template) throws SQLException {
        return connection.prepareStatement(sql.of(template));
    }

    long nowMicros() throws SQLException {
        try (PreparedStatement statement = prepare("SELECT {now}");
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }
}
