package dev.passage.migration.copy;

import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableKey;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.dialect.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of other tenants that have the key of a row that is to come, so that they are known before the first write (D12). Reads
 * only. A key that names the tenant, or a row that belongs to it, cannot be another tenant's and is not looked at.
 *
 * @since 0.1.0
 */
public final class KeyCollisions {
    private static final int BATCH_OF_SINGLE = 500;
    private static final int BATCH_OF_SEVERAL = 50;

    private final Side from;
    private final Side to;
    private final Set<String> moving;

    /**
     * Creates a search.
     *
     * @param from where the tenant's rows are
     * @param to where they shall go, beside rows of others
     * @param moving the names of the tables whose rows belong to the tenant and go along
     */
    public KeyCollisions(Side from, Side to, List<String> moving) {
        this.from = from;
        this.to = to;
        this.moving = Set.copyOf(moving);
    }

    /**
     * Looks for the keys of a table; blocks until all are looked at or the observer stops it.
     *
     * @param route the table, on its way there
     * @param coming which rows are to come
     * @param own which rows there are the tenant's own
     * @param observer is asked whether to go on
     * @return one collision for each key that rows of others have, empty when there is none
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public List<KeyCollision> find(TableRoute route, RowFilter coming, RowFilter own, CopyObserver observer) {
        Optional<Table> there = to.catalog().table(route.name());
        try {
            if (there.isEmpty() || !hasRowsOfOthers(route, own)) {
                return List.of();
            }
            List<KeyCollision> found = new ArrayList<>();
            for (List<ColumnRoute> key : uniqueKeys(route, there.get())) {
                long rows = count(route, key, coming, own, observer);
                if (rows > 0) {
                    found.add(new KeyCollision(
                            route.name(),
                            key.stream().map(column -> column.target().name()).toList(),
                            rows));
                }
            }
            return found;
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Looking for the keys of table \"" + route.name() + "\" on " + to.name(), failure, from, to);
        }
    }

    private boolean hasRowsOfOthers(TableRoute route, RowFilter own) throws SQLException {
        try (Connection connection = to.connections().open();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT 1 " + ofOthers(route, own) + " LIMIT 1")) {
            own.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** A row whose tenant is NULL is another's too, which a mere NOT would leave out. */
    private String ofOthers(TableRoute route, RowFilter own) {
        return "FROM " + to.catalog().qualified(route.name()) + " " + RowFilter.ROW + " WHERE CASE WHEN "
                + own.condition() + " THEN 1 ELSE 0 END = 0";
    }

    private List<List<ColumnRoute>> uniqueKeys(TableRoute route, Table there) {
        Set<List<String>> keys = new LinkedHashSet<>();
        there.primaryKey().map(TableKey::columns).ifPresent(keys::add);
        there.uniqueKeys().stream().map(TableKey::columns).forEach(keys::add);
        List<List<ColumnRoute>> routed = new ArrayList<>();
        for (List<String> key : keys) {
            if (namesTenant(route, key) || namesOwnRow(there, key)) {
                continue;
            }
            List<ColumnRoute> columns = key.stream()
                    .flatMap(name -> route.columns().stream()
                            .filter(column -> column.target().name().equals(name)))
                    .toList();
            if (columns.size() == key.size()) {
                routed.add(columns);
            }
        }
        return routed;
    }

    private static boolean namesTenant(TableRoute route, List<String> key) {
        return route.path()
                .filter(path -> path.steps().isEmpty())
                .map(TenantPath::column)
                .filter(key::contains)
                .isPresent();
    }

    /** Another tenant's row of such a key would refer to a row that is found to collide itself. */
    private boolean namesOwnRow(Table there, List<String> key) {
        for (ForeignKey reference : there.foreignKeys()) {
            if (!reference.parent().equals(there.name())
                    && moving.contains(reference.parent())
                    && new HashSet<>(key).containsAll(reference.columns())) {
                return true;
            }
        }
        return false;
    }

    private long count(TableRoute route, List<ColumnRoute> key, RowFilter coming, RowFilter own, CopyObserver observer)
            throws SQLException {
        int size = key.size() == 1 ? BATCH_OF_SINGLE : BATCH_OF_SEVERAL;
        long rows = 0;
        try (Connection connection = to.connections().open();
                RowStream keys = RowStream.open(from, route, key, coming, List.of(), observer)) {
            List<Object[]> batch = new ArrayList<>();
            boolean more = true;
            while (more && !observer.stopRequested()) {
                more = keys.next();
                if (more) {
                    complete(keys.values()).ifPresent(batch::add);
                }
                if (batch.size() == size || (!more && !batch.isEmpty())) {
                    rows += countBatch(connection, route, key, own, batch);
                    batch.clear();
                }
            }
        }
        return rows;
    }

    /** A key with NULL in it collides with nothing. */
    private static Optional<Object[]> complete(@Nullable Object[] values) {
        List<Object> complete = new ArrayList<>();
        for (Object value : values) {
            if (value == null) {
                return Optional.empty();
            }
            complete.add(value);
        }
        return Optional.of(complete.toArray());
    }

    private long countBatch(
            Connection connection, TableRoute route, List<ColumnRoute> key, RowFilter own, List<Object[]> batch)
            throws SQLException {
        String sql = "SELECT COUNT(*) " + ofOthers(route, own) + " AND (" + oneOf(key, batch.size()) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = own.bind(statement, 1);
            for (Object[] values : batch) {
                for (int i = 0; i < values.length; i++) {
                    key.get(i).to().bind(statement, index++, values[i]);
                }
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private String oneOf(List<ColumnRoute> key, int count) {
        Dialect dialect = to.catalog().dialect();
        if (key.size() == 1) {
            ColumnRoute column = key.get(0);
            return RowFilter.ROW + "." + dialect.quoted(column.target().name()) + " IN ("
                    + String.join(", ", Collections.nCopies(count, column.to().placeholder())) + ")";
        }
        String each = key.stream()
                .map(column ->
                        RowFilter.ROW + "." + dialect.quoted(column.target().name()) + " = "
                                + column.to().placeholder())
                .collect(Collectors.joining(" AND ", "(", ")"));
        return String.join(" OR ", Collections.nCopies(count, each));
    }
}
