package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Identity;
import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets the numbers of identity columns and sequences go on at the target where they were at the source (D2). A number is only
 * ever raised, so doing it again changes nothing.
 *
 * @since 0.1.0
 */
public final class SequenceCarrier {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private SequenceCarrier() {}

    /**
     * Raises every identity column of some tables, and every sequence of the same name, to at least where the source is.
     *
     * @param source where the numbers are
     * @param target where they go on
     * @param guard is checked before each change
     * @param routes the tables
     * @return how many were raised
     * @throws StepFailedException when a database refuses, or a table stays in use for longer than a second where its numbers are
     *     part of its definition
     */
    public static int carry(Side source, Side target, ChunkGuard guard, List<TableRoute> routes) {
        int raised = 0;
        try (Connection from = source.connections().open();
                Connection to = target.connections().open()) {
            to.setAutoCommit(false);
            try {
                for (TableRoute route : routes) {
                    for (ColumnRoute column : route.columns()) {
                        if (column.target().identity() != Identity.NONE) {
                            raised += carryColumn(source, target, from, to, guard, route, column) ? 1 : 0;
                        }
                    }
                }
                for (String sequence : source.catalog().sequences()) {
                    if (target.catalog().sequences().contains(sequence)) {
                        long next = nextOfSequence(from, source.catalog(), sequence);
                        raised += raiseSequence(to, target.catalog(), guard, sequence, next) ? 1 : 0;
                    }
                }
            } finally {
                to.rollback();
                to.setAutoCommit(true);
            }
            return raised;
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Carrying sequences to " + target.name(), failure);
        }
    }

    private static boolean carryColumn(
            Side source,
            Side target,
            Connection from,
            Connection to,
            ChunkGuard guard,
            TableRoute route,
            ColumnRoute column)
            throws SQLException {
        long wanted =
                greatest(to, target.catalog(), route.name(), column.target().name()) + 1;
        if (column.source().identity() != Identity.NONE) {
            wanted = Math.max(
                    wanted,
                    nextOfColumn(
                            from,
                            source.catalog(),
                            route.name(),
                            column.source().name()));
        }
        String name = column.target().name();
        if (nextOfColumn(to, target.catalog(), route.name(), name) >= wanted) {
            return false;
        }
        guard.check(to);
        String table = target.catalog().qualified(route.name());
        switch (target.catalog().engine()) {
            case POSTGRESQL ->
                setValue(
                        to,
                        ownedSequence(to, target.catalog(), route.name(), name).orElseThrow(),
                        wanted);
            case H2 ->
                define(
                        to,
                        target,
                        route.name(),
                        "ALTER TABLE " + table + " ALTER COLUMN "
                                + target.catalog().dialect().quoted(name) + " RESTART WITH " + wanted);
            case MARIADB, MYSQL ->
                define(to, target, route.name(), "ALTER TABLE " + table + " AUTO_INCREMENT = " + wanted);
        }
        to.commit();
        CopyFaultPoints.SEQUENCE_CARRIED.reached();
        return true;
    }

    private static boolean raiseSequence(Connection to, Catalog target, ChunkGuard guard, String sequence, long wanted)
            throws SQLException {
        if (nextOfSequence(to, target, sequence) >= wanted) {
            return false;
        }
        guard.check(to);
        String name = target.qualified(sequence);
        switch (target.engine()) {
            case POSTGRESQL -> setValue(to, name, wanted);
            case H2 -> execute(to, "ALTER SEQUENCE " + name + " RESTART WITH " + wanted);
            case MARIADB, MYSQL -> execute(to, "SELECT SETVAL(" + name + ", " + wanted + ", 0)");
        }
        to.commit();
        CopyFaultPoints.SEQUENCE_CARRIED.reached();
        return true;
    }

    private static long greatest(Connection connection, Catalog catalog, String table, String column)
            throws SQLException {
        return number(
                connection,
                "SELECT COALESCE(MAX(" + catalog.dialect().quoted(column) + "), 0) FROM " + catalog.qualified(table));
    }

    private static long nextOfColumn(Connection connection, Catalog catalog, String table, String column)
            throws SQLException {
        return switch (catalog.engine()) {
            case POSTGRESQL -> {
                Optional<String> sequence = ownedSequence(connection, catalog, table, column);
                yield sequence.isPresent() ? nextOfPostgres(connection, sequence.get()) : 1;
            }
            case H2 ->
                number(
                        connection,
                        "SELECT IDENTITY_BASE FROM INFORMATION_SCHEMA.COLUMNS"
                                + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?",
                        catalog.schema(),
                        table,
                        column);
            case MARIADB, MYSQL ->
                number(
                        connection,
                        "SELECT COALESCE(AUTO_INCREMENT, 1) FROM INFORMATION_SCHEMA.TABLES"
                                + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                        catalog.schema(),
                        table);
        };
    }

    private static long nextOfSequence(Connection connection, Catalog catalog, String sequence) throws SQLException {
        return switch (catalog.engine()) {
            case POSTGRESQL -> nextOfPostgres(connection, catalog.qualified(sequence));
            case H2 ->
                number(
                        connection,
                        "SELECT BASE_VALUE FROM INFORMATION_SCHEMA.SEQUENCES"
                                + " WHERE SEQUENCE_SCHEMA = ? AND SEQUENCE_NAME = ?",
                        catalog.schema(),
                        sequence);
            case MARIADB, MYSQL ->
                number(connection, "SELECT next_not_cached_value FROM " + catalog.qualified(sequence));
        };
    }

    private static long nextOfPostgres(Connection connection, String quotedSequence) throws SQLException {
        return number(
                connection,
                "SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM " + quotedSequence);
    }

    /** The server returns the name with its schema, quoted where needed. */
    private static Optional<String> ownedSequence(Connection connection, Catalog catalog, String table, String column)
            throws SQLException {
        if (catalog.engine() != Engine.POSTGRESQL) {
            return Optional.empty();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.pg_get_serial_sequence(?, ?)")) {
            statement.setString(1, catalog.qualified(table));
            statement.setString(2, column);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static void setValue(Connection connection, String quotedSequence, long next) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.setval(CAST(? AS regclass), ?, false)")) {
            statement.setString(1, quotedSequence);
            statement.setLong(2, next);
            statement.execute();
        }
    }

    /** A definition waits for whoever uses the table, and everybody who comes later waits behind it. */
    private static void define(Connection to, Side target, String table, String sql) throws SQLException {
        Dialect dialect = target.catalog().dialect();
        SessionLimit limit = dialect.limitWait(to, LONGEST_WAIT);
        try {
            execute(to, sql);
        } catch (SQLException refused) {
            if (dialect.isLockTimeout(refused)) {
                throw StepFailedException.retryable(
                        FailureKind.TIMEOUT,
                        "The numbers of table \"" + table + "\" on " + target.name()
                                + " could not be raised, because it was in use by a transaction for longer than "
                                + LONGEST_WAIT.toMillis() + " ms.",
                        "It is tried again; look for a transaction that has been open for long.",
                        refused);
            }
            throw refused;
        } finally {
            limit.close();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String query, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 1;
            }
        }
    }
}
