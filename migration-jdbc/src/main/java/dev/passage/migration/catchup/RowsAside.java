package dev.passage.migration.catchup;

import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableKey;
import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.KeyedWriter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes rows away for a moment that hold a unique value which another row is to have, and with them the rows that refer to them, so
 * that values can be exchanged and nothing cascades; all of them are written again in the same transaction. Used by one thread, once.
 */
final class RowsAside {
    private static final int MOST_ROWS = 20_000;

    private final Side other;
    private final List<FollowedTable> tables;
    private final Map<String, Map<ChunkDigest, KeyedRow>> aside = new LinkedHashMap<>();
    private final List<TableWork> restored = new ArrayList<>();
    private final Deque<Taken> unfollowed = new ArrayDeque<>();
    private int rows;

    private record Taken(FollowedTable table, KeyedRow row) {}

    /** Works on a side with these tables, parents first. */
    RowsAside(Side other, List<FollowedTable> tables) {
        this.other = other;
        this.tables = tables;
        tables.forEach(table -> aside.put(table.name(), new LinkedHashMap<>()));
    }

    /** Takes them away; returns the works with those that write again what they do not write anyway, parents first. */
    List<TableWork> take(Connection connection, List<TableWork> works) throws SQLException {
        for (FollowedTable table : tables) {
            List<TableWork> mine = of(table, works);
            for (KeyedRow row : inTheWay(table, mine)) {
                add(table, row);
            }
        }
        while (!unfollowed.isEmpty()) {
            addReferring(connection, unfollowed.remove());
        }
        delete(connection);
        List<TableWork> all = new ArrayList<>();
        for (FollowedTable table : tables) {
            List<TableWork> mine = of(table, works);
            Map<ChunkDigest, KeyedRow> gone = rowsOf(table);
            Map<ChunkDigest, KeyedRow> unwritten = new LinkedHashMap<>(gone);
            for (TableWork work : mine) {
                work.present().forEach(row -> unwritten.remove(row.name()));
                work.without(gone.keySet());
            }
            all.addAll(mine);
            if (!unwritten.isEmpty()) {
                List<List<Object>> keys =
                        unwritten.values().stream().map(KeyedRow::key).toList();
                TableWork again = new TableWork(table, other, keys, unwritten, true, Map.of());
                all.add(again);
                restored.add(again);
            }
        }
        return all;
    }

    /** What was written again only because it was taken away. */
    List<TableWork> restored() {
        return List.copyOf(restored);
    }

    private Map<ChunkDigest, KeyedRow> rowsOf(FollowedTable table) {
        return aside.computeIfAbsent(table.name(), name -> new LinkedHashMap<>());
    }

    private static List<TableWork> of(FollowedTable table, List<TableWork> works) {
        return works.stream().filter(work -> work.name().equals(table.name())).toList();
    }

    /** Rows that change or go, and hold what another one is to hold. */
    private List<KeyedRow> inTheWay(FollowedTable table, List<TableWork> works) {
        Table there = other.catalog().table(table.name()).orElseThrow();
        Map<ChunkDigest, KeyedRow> found = new LinkedHashMap<>();
        for (TableKey key : there.uniqueKeys()) {
            List<Integer> positions = positions(table, key);
            if (positions.size() < key.columns().size()) {
                continue;
            }
            Map<ChunkDigest, ChunkDigest> taker = new HashMap<>();
            for (TableWork work : works) {
                work.differing()
                        .forEach(row -> row.digestOf(positions).ifPresent(value -> taker.put(value, row.name())));
            }
            for (TableWork work : works) {
                for (KeyedRow row : work.present()) {
                    Optional<ChunkDigest> by = row.digestOf(positions).map(taker::get);
                    if (by.isPresent() && !by.get().equals(row.name()) && !work.stays(row)) {
                        found.put(row.name(), row);
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<Integer> positions(FollowedTable table, TableKey key) {
        List<String> names = table.route().columns().stream()
                .map(column -> column.target().name())
                .toList();
        return key.columns().stream()
                .map(names::indexOf)
                .filter(position -> position >= 0)
                .toList();
    }

    private void add(FollowedTable table, KeyedRow row) throws SQLException {
        if (rowsOf(table).putIfAbsent(row.name(), row) != null) {
            return;
        }
        if (++rows > MOST_ROWS) {
            throw new SQLIntegrityConstraintViolationException(
                    "Too many rows refer to rows of table " + table.name() + " that exchange values.", "23505");
        }
        unfollowed.add(new Taken(table, row));
    }

    private void addReferring(Connection connection, Taken taken) throws SQLException {
        KeyedWriter writer = new KeyedWriter(connection, other, taken.table().route());
        for (FollowedTable child : tables) {
            Collection<List<Object>> keys = writer.referringTo(List.of(taken.row()), child.route());
            Map<ChunkDigest, KeyedRow> referring = new KeyedReader(
                            other, child.route().reversed(), child.onOther(), true)
                    .read(connection, List.copyOf(keys));
            if (referring.size() < keys.size()) {
                throw new SQLIntegrityConstraintViolationException(
                        "Rows of others in table " + child.name() + " refer to the tenant's.", "23503");
            }
            for (KeyedRow row : referring.values()) {
                add(child, row);
            }
        }
    }

    private void delete(Connection connection) throws SQLException {
        for (FollowedTable table : tables) {
            new KeyedWriter(connection, other, table.route())
                    .unlink(rowsOf(table).values());
        }
        for (int i = tables.size() - 1; i >= 0; i--) {
            KeyedWriter writer =
                    new KeyedWriter(connection, other, tables.get(i).route());
            Collection<KeyedRow> gone = rowsOf(tables.get(i)).values();
            if (writer.isReferredToByCascade(gone)) {
                throw new SQLIntegrityConstraintViolationException(
                        "Rows that do not move refer to rows of table "
                                + tables.get(i).name() + ".",
                        "23503");
            }
            writer.delete(gone);
        }
    }
}
