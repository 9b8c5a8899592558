package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which rights a connection's user lacks, without changing a row.
 *
 * <p>PostgreSQL is asked; on the other engines a statement that can touch no row is run and rolled back.
 *
 * @since 0.1.0
 */
public final class Privileges {

    /**
     * A right on a table.
     *
     * @since 0.1.0
     */
    public enum Right {
        /** To read rows. */
        SELECT,
        /** To add rows. */
        INSERT,
        /** To change rows. */
        UPDATE,
        /** To remove rows. */
        DELETE
    }

    /**
     * A right on a sequence.
     *
     * @param sequence the sequence, as the database names it
     * @param right the right
     * @since 0.1.0
     */
    public record OnSequence(String sequence, Right right) {}

    private Privileges() {}

    /**
     * Returns those of some rights on a table that the user does not have.
     *
     * @param connection a connection with auto-commit off; its transaction is rolled back
     * @param catalog the schema that holds the table
     * @param table the table
     * @param rights the rights that are needed
     * @return the rights that are missing
     * @throws SQLException when it cannot be found out
     */
    public static List<Right> missing(Connection connection, Catalog catalog, Table table, List<Right> rights)
            throws SQLException {
        List<Right> missing = new ArrayList<>();
        for (Right right : rights) {
            boolean granted = catalog.engine() == Engine.POSTGRESQL
                    ? ask(
                            connection,
                            "SELECT pg_catalog.has_table_privilege(?, ?)",
                            catalog.qualified(table.name()),
                            right.name())
                    : attempt(connection, statement(catalog, table, right));
            if (!granted) {
                missing.add(right);
            }
        }
        connection.rollback();
        return missing;
    }

    /**
     * Returns those of some rights that the user does not have on one of the library's own tables, which somebody else may have
     * created. Only PostgreSQL can be asked; elsewhere nothing is found to be missing, and the attempt itself tells.
     *
     * @param connection an open connection
     * @param catalog the schema
     * @param name the name of the table; nothing is missing when there is none
     * @param rights the rights that are needed
     * @return the rights that are missing
     * @throws SQLException when it cannot be found out
     */
    public static List<Right> missingOnOwn(Connection connection, Catalog catalog, String name, List<Right> rights)
            throws SQLException {
        List<Right> missing = new ArrayList<>();
        if (catalog.engine() == Engine.POSTGRESQL) {
            for (Right right : rights) {
                if (ask(
                        connection,
                        "SELECT NOT pg_catalog.has_table_privilege(held, ?) FROM pg_catalog.to_regclass(?) held"
                                + " WHERE held IS NOT NULL",
                        right.name(),
                        catalog.qualified(name))) {
                    missing.add(right);
                }
            }
        }
        return missing;
    }

    /**
     * Returns the rights to read and raise numbers that the user does not have. Only PostgreSQL can be asked; elsewhere nothing is
     * found to be missing, and the attempt itself tells.
     *
     * @param connection an open connection
     * @param catalog the schema
     * @param tables the tables whose identity columns are raised; free sequences of the schema are raised as well
     * @return the rights that are missing
     * @throws SQLException when it cannot be found out
     */
    public static List<OnSequence> missingOnSequences(Connection connection, Catalog catalog, List<Table> tables)
            throws SQLException {
        if (catalog.engine() != Engine.POSTGRESQL) {
            return List.of();
        }
        Set<String> sequences = new TreeSet<>();
        for (Table table : tables) {
            for (Column column : table.columns()) {
                if (column.identity() != Identity.NONE) {
                    sequenceOf(connection, catalog, table, column).ifPresent(sequences::add);
                }
            }
        }
        catalog.sequences().forEach(name -> sequences.add(catalog.qualified(name)));
        List<OnSequence> missing = new ArrayList<>();
        for (String sequence : sequences) {
            for (Right right : List.of(Right.SELECT, Right.UPDATE)) {
                if (!ask(connection, "SELECT pg_catalog.has_sequence_privilege(?, ?)", sequence, right.name())) {
                    missing.add(new OnSequence(sequence, right));
                }
            }
        }
        return missing;
    }

    private static Optional<String> sequenceOf(Connection connection, Catalog catalog, Table table, Column column)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.pg_get_serial_sequence(?, ?)")) {
            statement.setString(1, catalog.qualified(table.name()));
            statement.setString(2, column.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    /**
     * Tells whether the user may create tables in a schema. Only PostgreSQL can be asked; elsewhere the answer is yes, and the
     * attempt itself tells.
     *
     * @param connection an open connection
     * @param catalog the schema
     * @return whether tables can be created there
     * @throws SQLException when it cannot be found out
     */
    public static boolean mayCreateTables(Connection connection, Catalog catalog) throws SQLException {
        return catalog.engine() != Engine.POSTGRESQL
                || ask(connection, "SELECT pg_catalog.has_schema_privilege(?, ?)", catalog.schema(), "CREATE");
    }

    /**
     * Tells whether the user may create triggers on a table. H2 cannot be asked, nor MariaDB and MySQL while a role is in use; then the
     * answer is yes, and the attempt itself tells.
     *
     * @param connection an open connection
     * @param catalog the schema that holds the table
     * @param table the table
     * @return whether triggers can be created on it
     * @throws SQLException when it cannot be found out
     */
    public static boolean mayCreateTriggers(Connection connection, Catalog catalog, Table table) throws SQLException {
        return switch (catalog.engine()) {
            case POSTGRESQL ->
                ask(
                        connection,
                        "SELECT pg_catalog.has_table_privilege(?, ?)",
                        catalog.qualified(table.name()),
                        "TRIGGER");
            case MARIADB, MYSQL -> TriggerRights.granted(connection, catalog.schema(), table.name());
            case H2 -> true;
        };
    }

    /**
     * Tells whether the server lets the user create triggers although it writes a binary log: MariaDB and MySQL want
     * {@code log_bin_trust_function_creators} or the right SUPER for that.
     *
     * @param connection an open connection
     * @param catalog the schema
     * @return whether it does, also where there is no such log
     * @throws SQLException when it cannot be found out
     */
    public static boolean isTrustedWithTriggers(Connection connection, Catalog catalog) throws SQLException {
        return !catalog.engine().isMySqlFamily() || TriggerRights.trusted(connection);
    }

    private static boolean ask(Connection connection, String sql, String object, String right) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, object);
            statement.setString(2, right);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static String statement(Catalog catalog, Table table, Right right) {
        String name = catalog.qualified(table.name());
        List<String> columns = table.columns().stream()
                .filter(each -> !each.isGenerated())
                .map(each -> catalog.dialect().quoted(each.name()))
                .toList();
        String column = columns.get(0);
        return switch (right) {
            case SELECT -> "SELECT " + column + " FROM " + name + " WHERE 1 = 0";
            // MariaDB refuses the statement, though it touches no row, when a column without a default is left out
            case INSERT ->
                "INSERT INTO " + name + " (" + String.join(", ", columns) + ") SELECT "
                        + String.join(", ", Collections.nCopies(columns.size(), "NULL"))
                        + " FROM (SELECT 1) AS nothing WHERE 1 = 0";
            case UPDATE -> "UPDATE " + name + " SET " + column + " = " + column + " WHERE 1 = 0";
            case DELETE -> "DELETE FROM " + name + " WHERE 1 = 0";
        };
    }

    private static boolean attempt(Connection connection, String sql) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException failure) {
            if (isRefusal(failure)) {
                return false;
            }
            throw failure;
        } finally {
            connection.rollback(before);
        }
    }

    /**
     * Tells whether a statement was refused for want of a right.
     *
     * @param failure what the driver threw
     * @return whether it was; H2 answers 90096, MariaDB and MySQL 1142, 1143 and 1044, PostgreSQL the SQLSTATE 42501
     */
    public static boolean isRefusal(SQLException failure) {
        int code = failure.getErrorCode();
        return code == 90096 || code == 1142 || code == 1143 || code == 1044 || "42501".equals(failure.getSQLState());
    }
}
