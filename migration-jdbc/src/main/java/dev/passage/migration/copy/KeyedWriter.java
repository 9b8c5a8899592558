package dev.passage.migration.copy;

import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Identity;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts, changes and deletes single rows of one table on the target side of its route, in the caller's transaction. Used by one
 * thread.
 *
 * @since 0.1.0
 */
public final class KeyedWriter {
    private static final Set<String> CASCADING = Set.of("CASCADE", "SET NULL", "SET DEFAULT");

    private final Connection connection;
    private final Side target;
    private final TableRoute route;
    private final String equal;
    private final String table;

    /**
     * Creates a writer.
     *
     * @param connection a connection to the database, in a transaction
     * @param target the database
     * @param route a route whose target side it is
     */
    public KeyedWriter(Connection connection, Side target, TableRoute route) {
        this.connection = connection;
        this.target = target;
        this.route = route;
        this.equal = KeyComparison.equal(target.catalog().dialect(), route);
        this.table = target.catalog().qualified(route.name());
    }

    /**
     * Inserts rows; their postponed foreign keys are not filled in.
     *
     * @param rows rows of which the table has none
     * @throws SQLException when the database refuses
     */
    public void insert(Collection<KeyedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (RowWriter writer = new RowWriter(connection, target.catalog(), route)) {
            for (KeyedRow row : rows) {
                writer.write(row.values());
            }
            writer.flush();
        }
    }

    /**
     * Changes rows to what they hold.
     *
     * @param rows rows that the table has
     * @param links whether to fill in postponed foreign keys; if not, they are left alone
     * @throws SQLException when the database refuses
     */
    public void update(Collection<KeyedRow> rows, boolean links) throws SQLException {
        Set<String> postponed = route.postponedColumns();
        List<ColumnRoute> changed = route.columns().stream()
                .filter(column -> !route.key().contains(column))
                .filter(column -> column.target().identity() != Identity.ALWAYS)
                .filter(column -> links || !postponed.contains(column.source().name()))
                .toList();
        if (rows.isEmpty() || changed.isEmpty()) {
            return;
        }
        Dialect dialect = target.catalog().dialect();
        String sql = "UPDATE " + table + " SET "
                + changed.stream()
                        .map(column -> dialect.quoted(column.target().name()) + " = "
                                + column.to().placeholder())
                        .collect(Collectors.joining(", "))
                + " WHERE " + equal;
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (KeyedRow row : rows) {
                @Nullable Object[] values = row.values();
                int index = 1;
                for (ColumnRoute column : changed) {
                    column.to().bind(update, index++, values[route.columns().indexOf(column)]);
                }
                bindKey(update, index, row);
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /**
     * Deletes rows.
     *
     * @param rows rows that the table has
     * @throws SQLException when the database refuses
     */
    public void delete(Collection<KeyedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<String> statements = new ArrayList<>();
        if (!route.postponed().isEmpty()) {
            statements.add("UPDATE " + table + " SET "
                    + UnlinkedRow.assignments(target.catalog().dialect(), route.postponed()) + " WHERE " + equal);
        }
        statements.add("DELETE FROM " + table + " WHERE " + equal);
        for (String sql : statements) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (KeyedRow row : rows) {
                    bindKey(statement, 1, row);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }

    /**
     * Tells whether a row refers to one of these by a foreign key that would delete or change it together with them.
     *
     * @param rows rows that the table has
     * @return whether there is one
     * @throws SQLException when the database refuses
     */
    public boolean isReferredToByCascade(Collection<KeyedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return false;
        }
        for (Table child : target.catalog().tables()) {
            for (ForeignKey key : child.foreignKeys()) {
                if (key.parent().equals(route.name())
                        && CASCADING.contains(key.onDelete())
                        && refers(child, key, rows)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean refers(Table child, ForeignKey key, Collection<KeyedRow> rows) throws SQLException {
        Dialect dialect = target.catalog().dialect();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            same.add("c0." + dialect.quoted(key.columns().get(i)) + " = " + table + "."
                    + dialect.quoted(key.parentColumns().get(i)));
        }
        String sql = "SELECT COUNT(*) FROM " + table + " WHERE " + equal + " AND EXISTS (SELECT 1 FROM "
                + target.catalog().qualified(child.name()) + " c0 WHERE " + String.join(" AND ", same) + ")";
        try (PreparedStatement count = connection.prepareStatement(sql)) {
            for (KeyedRow row : rows) {
                bindKey(count, 1, row);
                try (ResultSet found = count.executeQuery()) {
                    if (found.next() && found.getLong(1) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void bindKey(PreparedStatement statement, int first, KeyedRow row) throws SQLException {
        List<Object> key = row.key();
        for (int i = 0; i < key.size(); i++) {
            route.key().get(i).to().bind(statement, first + i, key.get(i));
        }
    }
}
