package dev.passage.migration.copy;

import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Identity;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.value.KeyText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        unlink(rows);
        execute("DELETE FROM " + table + " WHERE " + equal, rows);
    }

    /**
     * Takes postponed foreign keys away, so that rows can go in any order.
     *
     * @param rows rows that the table has
     * @throws SQLException when the database refuses
     */
    public void unlink(Collection<KeyedRow> rows) throws SQLException {
        if (!route.postponed().isEmpty()) {
            execute(
                    "UPDATE " + table + " SET "
                            + UnlinkedRow.assignments(target.catalog().dialect(), route.postponed()) + " WHERE "
                            + equal,
                    rows);
        }
    }

    private void execute(String sql, Collection<KeyedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (KeyedRow row : rows) {
                bindKey(statement, 1, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Finds the rows of a table that refer to one of these by a foreign key.
     *
     * @param rows rows that the table of this writer has
     * @param child a route whose target side is the same database; it may be the route of this writer
     * @return their keys, each once, as the route exchanges them
     * @throws SQLException when the database refuses
     */
    public Collection<List<Object>> referringTo(Collection<KeyedRow> rows, TableRoute child) throws SQLException {
        Map<String, List<Object>> keys = new LinkedHashMap<>();
        Dialect dialect = target.catalog().dialect();
        String columns = child.key().stream()
                .map(column -> column.to()
                        .select("c0." + dialect.quoted(column.target().name())))
                .collect(Collectors.joining(", "));
        for (ForeignKey key : target.catalog().table(child.name()).orElseThrow().foreignKeys()) {
            if (!key.parent().equals(route.name())) {
                continue;
            }
            String sql = "SELECT " + columns + " FROM " + target.catalog().qualified(child.name()) + " c0 WHERE EXISTS"
                    + " (SELECT 1 FROM " + table + " WHERE " + equal + " AND " + joined(key) + ")";
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                for (KeyedRow row : rows) {
                    bindKey(query, 1, row);
                    addKeys(query, child, keys);
                }
            }
        }
        return keys.values();
    }

    private static void addKeys(PreparedStatement query, TableRoute child, Map<String, List<Object>> keys)
            throws SQLException {
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                List<Object> key = new ArrayList<>();
                for (ColumnRoute column : child.key()) {
                    key.add(Objects.requireNonNull(column.to().read(found, key.size() + 1)));
                }
                keys.put(KeyText.of(key), key);
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
        String sql = "SELECT COUNT(*) FROM " + table + " WHERE " + equal + " AND EXISTS (SELECT 1 FROM "
                + target.catalog().qualified(child.name()) + " c0 WHERE " + joined(key) + ")";
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

    private String joined(ForeignKey key) {
        Dialect dialect = target.catalog().dialect();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            same.add("c0." + dialect.quoted(key.columns().get(i)) + " = " + table + "."
                    + dialect.quoted(key.parentColumns().get(i)));
        }
        return String.join(" AND ", same);
    }

    private void bindKey(PreparedStatement statement, int first, KeyedRow row) throws SQLException {
        List<Object> key = row.key();
        for (int i = 0; i < key.size(); i++) {
            route.key().get(i).to().bind(statement, first + i, key.get(i));
        }
    }
}
