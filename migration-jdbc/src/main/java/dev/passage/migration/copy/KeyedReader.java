package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.RowDigester;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one table that have certain keys, many in one statement, in the caller's transaction. Used by one thread.
 *
 * @since 0.1.0
 */
public final class KeyedReader {
    private static final int KEYS_IN_A_STATEMENT = 200;

    private final Side side;
    private final TableRoute route;
    private final RowFilter filter;
    private final boolean linked;
    private final List<Integer> keyPositions;
    private final UnlinkedRow unlinked;
    private final RowDigester digester = new RowDigester();

    /**
     * Creates a reader.
     *
     * @param side the database
     * @param route a route whose source side it is
     * @param filter which rows there are meant at all
     * @param linked whether postponed foreign keys are read as they are, or as they stand before they are filled in
     */
    public KeyedReader(Side side, TableRoute route, RowFilter filter, boolean linked) {
        this.side = side;
        this.route = route;
        this.filter = filter;
        this.linked = linked;
        this.keyPositions = route.keyPositions();
        this.unlinked = new UnlinkedRow(route);
    }

    /**
     * Reads rows.
     *
     * @param connection a connection to that database, in a transaction
     * @param keys the keys, each as its values in the order of the route's key
     * @return the rows that are there, by the digest of their key
     * @throws SQLException when they cannot be read
     */
    public Map<ChunkDigest, KeyedRow> read(Connection connection, List<List<Object>> keys) throws SQLException {
        Map<ChunkDigest, KeyedRow> rows = new LinkedHashMap<>();
        int most = oneByOne() ? 1 : KEYS_IN_A_STATEMENT;
        int from = 0;
        while (from < keys.size()) {
            int size = Math.min(most, keys.size() - from);
            try (PreparedStatement statement = connection.prepareStatement(sql(size))) {
                while (from + size <= keys.size()) {
                    read(statement, keys.subList(from, from + size), rows);
                    from += size;
                }
            }
        }
        return rows;
    }

    /**
     * Reads rows in a transaction of their own.
     *
     * @param connection a connection to that database, outside a transaction
     * @param keys the keys, each as its values in the order of the route's key
     * @return the rows that are there, by the digest of their key
     * @throws SQLException when they cannot be read
     */
    public Map<ChunkDigest, KeyedRow> readAlone(Connection connection, List<List<Object>> keys) throws SQLException {
        ExactSession exact = ExactSession.on(connection, side.catalog().engine());
        SessionLimit session = exact.beginSession();
        try {
            exact.beginTransaction();
            return read(connection, keys);
        } finally {
            connection.rollback();
            session.close();
            connection.setAutoCommit(true);
        }
    }

    /**
     * Names a row that was read by a stream over all columns of the route.
     *
     * @param values the values, which are copied
     * @return the row
     */
    public KeyedRow named(@Nullable Object[] values) {
        return new KeyedRow(route, keyPositions, linked ? values.clone() : unlinked.of(values), digester);
    }

    /** H2 finds no index for several keys of several columns at once. */
    private boolean oneByOne() {
        return side.catalog().engine() == Engine.H2 && route.key().size() > 1;
    }

    private String sql(int keys) {
        String table = side.catalog().qualified(route.name()) + " " + RowFilter.ROW;
        String which;
        if (keys == 1) {
            which = table + " WHERE " + equal(column -> column.from().placeholder());
        } else if (route.key().size() > 1 && side.catalog().engine() == Engine.POSTGRESQL) {
            which = joined(table, keys);
        } else {
            which = table + " WHERE " + list(route.key().stream().map(this::reference)) + " IN ("
                    + String.join(", ", Collections.nCopies(keys, placeholders())) + ")";
        }
        return "SELECT "
                + route.columns().stream()
                        .map(column -> column.from().select(reference(column)))
                        .collect(Collectors.joining(", "))
                + " FROM " + which + " AND (" + filter.condition() + ")";
    }

    /** PostgreSQL plans a list of keys of several columns as so many conditions; from a table of keys it looks up one after another. */
    private String joined(String table, int keys) {
        Dialect dialect = side.catalog().dialect();
        String names = route.key().stream()
                .map(column -> dialect.quoted(column.source().name()))
                .collect(Collectors.joining(", "));
        String nothing = route.key().stream()
                .map(column -> "(SELECT " + reference(column) + " FROM " + table + " WHERE false)")
                .collect(Collectors.joining(", ", "(", ")"));
        // The first key finds nothing: it gives the others the types of the columns, without a length that could cut
        // them short.
        return "(VALUES " + nothing + ", " + String.join(", ", Collections.nCopies(keys, placeholders()))
                + ") passage_keys (" + names + ") JOIN " + table + " ON "
                + equal(column ->
                        "passage_keys." + dialect.quoted(column.source().name())) + " WHERE true";
    }

    private String equal(Function<ColumnRoute, String> value) {
        return route.key().stream()
                .map(column -> reference(column) + " = " + value.apply(column))
                .collect(Collectors.joining(" AND "));
    }

    private String placeholders() {
        return list(route.key().stream().map(column -> column.from().placeholder()));
    }

    private String reference(ColumnRoute column) {
        return RowStream.reference(side.catalog().dialect(), column);
    }

    private String list(Stream<String> parts) {
        return route.key().size() == 1
                ? parts.collect(Collectors.joining())
                : parts.collect(Collectors.joining(", ", "(", ")"));
    }

    private void read(PreparedStatement statement, List<List<Object>> keys, Map<ChunkDigest, KeyedRow> rows)
            throws SQLException {
        int index = 1;
        for (List<Object> key : keys) {
            for (int i = 0; i < key.size(); i++) {
                route.key().get(i).from().bind(statement, index++, key.get(i));
            }
        }
        filter.bind(statement, index);
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                @Nullable Object[] values = new @Nullable Object[route.columns().size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = route.columns().get(i).from().read(row, i + 1);
                }
                KeyedRow found = new KeyedRow(route, keyPositions, linked ? values : unlinked.of(values), digester);
                rows.put(found.name(), found);
            }
        }
    }
}
