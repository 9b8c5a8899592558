package dev.passage.migration.session.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.UnsupportedDatabaseException;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.sql.CommitUncertainException;
import dev.passage.migration.sql.RedactedSqlException;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.sql.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs the transactions of a session store; one that lost against another is repeated, for each may be made twice. */
final class SessionDatabase {
    private static final int ATTEMPTS_AGAINST_OTHERS = 20;
    private static final int ATTEMPTS_TO_REACH = 2;

    private final String name;
    private final DataSource dataSource;
    private final Function<Dialect, Rows> layout;
    private volatile @Nullable Rows rows;

    SessionDatabase(String name, DataSource dataSource, Function<Dialect, Rows> layout) {
        this.name = name;
        this.dataSource = dataSource;
        this.layout = layout;
    }

    /** The rows of a store, in the words of its engine. */
    record Rows(Dialect dialect, SessionRows sessions, ControlRows control) {}

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection, Rows rows) throws SQLException;
    }

    <T> T run(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return Transaction.run(dataSource::getConnection, connection -> work.run(connection, rows(connection)));
            } catch (UnsupportedDatabaseException unsupported) {
                throw SessionStoreException.unavailable(name, "its database is not one that is known", unsupported);
            } catch (SQLException failure) {
                if (attempt >= attemptsAllowed(failure)) {
                    throw failed(what, failure);
                }
            }
        }
    }

    /** Runs statements that define tables, each by itself. */
    void define(Iterable<String> definitions) {
        for (String definition : definitions) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(definition);
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            } catch (SQLException failure) {
                throw failed("create its tables", failure);
            }
        }
    }

    Dialect dialect() {
        return run("be reached", (connection, known) -> known.dialect());
    }

    private Rows rows(Connection connection) throws SQLException {
        Rows known = rows;
        if (known == null) {
            known = layout.apply(Dialect.of(connection));
            rows = known;
        }
        return known;
    }

    private int attemptsAllowed(SQLException failure) {
        Rows known = rows;
        SQLException plain = SqlStates.ofDriver(failure);
        if (known == null) {
            return 1;
        }
        if (known.dialect().isTransient(plain) || isDuplicate(known.dialect(), plain)) {
            return ATTEMPTS_AGAINST_OTHERS;
        }
        boolean again = failure instanceof CommitUncertainException
                || known.dialect().isLockTimeout(plain)
                || SqlStates.isConnectionLost(plain);
        return again ? ATTEMPTS_TO_REACH : 1;
    }

    /** Drivers hide the reason of a failed batch behind it. */
    private static boolean isDuplicate(Dialect dialect, SQLException failure) {
        for (SQLException each = failure; each != null; each = each.getNextException()) {
            if (dialect.isDuplicateKey(each)) {
                return true;
            }
        }
        return false;
    }

    private SessionStoreException failed(String what, SQLException failure) {
        SQLException plain = SqlStates.ofDriver(failure);
        String state = plain.getSQLState();
        if (SqlStates.isMissingTable(plain)) {
            return SessionStoreException.unavailable(
                    name, "its tables do not exist; let it create them, or run the statements of its tables", null);
        }
        if (state != null && state.startsWith("22")) {
            return SessionStoreException.refused(
                    name, "of this call", "its database has no room for a part of it, SQLSTATE " + state);
        }
        return SessionStoreException.unavailable(
                name,
                "its database could not " + what + " (" + RedactedSqlException.describe(plain) + ")",
                RedactedSqlException.of(failure));
    }
}
