package dev.passage.migration.journal.jdbc;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.UnsupportedDatabaseException;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.sql.CommitUncertainException;
import dev.passage.migration.sql.RedactedSqlException;
import dev.passage.migration.sql.SqlStates;
import dev.passage.migration.sql.Statements;
import dev.passage.migration.sql.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs the journal's transactions and repeats those that lost against another. Every writing transaction begins with a lock on
 * the one row it is about, so it is right under every isolation level.
 */
final class JournalDatabase {
    private static final int ATTEMPTS_AGAINST_OTHERS = 20;
    private static final int ATTEMPTS_TO_REACH = 3;

    /** How long an instance that is frozen in a transaction may keep others from the migration. */
    private static final Duration LONGEST_IDLENESS = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final JournalTables tables;
    private volatile @Nullable Statements statements;

    JournalDatabase(DataSource dataSource, JournalTables tables) {
        this.dataSource = dataSource;
        this.tables = tables;
    }

    /** What is done in a transaction of the journal. */
    @FunctionalInterface
    interface Work<T> {
        T run(JournalSession session) throws SQLException;
    }

    /** A unique key refused a row; the caller knows which rows there may be. */
    static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenException(SQLException cause) {
            super(cause);
        }
    }

    <T> T read(String what, Work<T> work) {
        return repeated(what, work, Connection::commit);
    }

    <T> T write(String what, FaultPoint written, FaultPoint committed, Work<T> work) {
        Work<T> brief = session -> {
            session.dialect().limitIdleness(session.connection(), LONGEST_IDLENESS);
            return work.run(session);
        };
        return repeated(what, brief, connection -> {
            written.reached();
            connection.commit();
            committed.reached();
            makeDurable(connection);
        });
    }

    /**
     * Runs one statement that commits by itself, without a round trip for the commit. What became of it is unknown when it fails.
     *
     * @return what the work returned, or empty when this database or its connections are not made for it
     */
    <T> Optional<T> writeAtOnce(FaultPoint written, FaultPoint committed, Work<T> work) throws SQLException {
        Optional<Statements> known =
                Optional.ofNullable(statements).filter(said -> said.dialect().engine() == Engine.POSTGRESQL);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> result = Optional.empty();
        try (Connection connection = dataSource.getConnection()) {
            if (connection.getAutoCommit()) {
                written.reached();
                result = Optional.of(work.run(new JournalSession(connection, known.get(), 1)));
                committed.reached();
            }
        }
        return result;
    }

    /** H2 hands a commit to the operating system and never asks for it to be on the disk. */
    private void makeDurable(Connection connection) throws SQLException {
        if (statements(connection).dialect().engine() == Engine.H2) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }
    }

    private <T> T repeated(String what, Work<T> work, Transaction.Commit commit) {
        for (int attempt = 1; ; attempt++) {
            int present = attempt;
            try {
                return Transaction.run(
                        dataSource::getConnection,
                        connection -> work.run(new JournalSession(connection, statements(connection), present)),
                        commit);
            } catch (UnsupportedDatabaseException unsupported) {
                throw unsupported(unsupported);
            } catch (SQLException failure) {
                if (attempt >= attemptsAllowed(failure)) {
                    throw unusable(what, failure);
                }
            }
        }
    }

    private Statements statements(Connection connection) throws SQLException {
        Statements known = statements;
        if (known == null) {
            known = tables.in(Dialect.of(connection));
            statements = known;
        }
        return known;
    }

    private int attemptsAllowed(SQLException failure) {
        Statements known = statements;
        SQLException plain = SqlStates.ofDriver(failure);
        if (known == null) {
            return SqlStates.isConnectionLost(plain) ? ATTEMPTS_TO_REACH : 1;
        }
        if (known.dialect().isDuplicateKey(plain)) {
            throw new TakenException(plain);
        }
        if (SqlStates.isMissingTable(plain)) {
            throw missingSchema(tables, plain);
        }
        if (known.dialect().isTransient(plain)) {
            return ATTEMPTS_AGAINST_OTHERS;
        }
        boolean again = failure instanceof CommitUncertainException
                || known.dialect().isLockTimeout(plain)
                || SqlStates.isConnectionLost(plain);
        return again ? ATTEMPTS_TO_REACH : 1;
    }

    static JournalException missingSchema(JournalTables tables, @Nullable SQLException failure) {
        return new JournalException(
                Reason.MISSING_SCHEMA,
                "The journal's tables " + tables.name("schema") + ", " + tables.name("migration") + " and "
                        + tables.name("record") + " do not all exist, or the first is empty.",
                "Run the statements of JdbcJournal.schema(..) with your schema tool, or configure creatingSchema().",
                failure);
    }

    private static JournalException unsupported(UnsupportedDatabaseException unsupported) {
        return new JournalException(
                Reason.UNSUPPORTED_DATABASE,
                "The journal cannot be kept in this database: " + unsupported.getMessage(),
                "Give the journal a data source of one of those.",
                unsupported);
    }

    private static JournalException unusable(String what, SQLException failure) {
        return new JournalException(
                Reason.UNREACHABLE,
                "The journal's database could not be reached or refused to " + what + " ("
                        + RedactedSqlException.describe(failure) + ").",
                "Bring the database back, or mend the data source or its rights; what was journaled is kept.",
                RedactedSqlException.of(failure));
    }
}
