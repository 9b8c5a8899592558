package dev.passage.migration.catchup;

import dev.passage.migration.copy.KeyedReader;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.KeyedWriter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Some rows of one table that are to become on the other side what they are at the owner. Used by one thread. */
final class TableWork {
    private final FollowedTable table;
    private final Side other;
    private final List<List<Object>> keys;
    private final Map<ChunkDigest, KeyedRow> asked;
    private final boolean links;
    private final Map<ChunkDigest, Instant> noted;
    private Map<ChunkDigest, KeyedRow> wanted;
    private Map<ChunkDigest, KeyedRow> present = Map.of();
    private Set<ChunkDigest> staying = Set.of();

    TableWork(
            FollowedTable table,
            Side other,
            List<List<Object>> keys,
            Map<ChunkDigest, KeyedRow> wanted,
            boolean links,
            Map<ChunkDigest, Instant> noted) {
        this.table = table;
        this.other = other;
        this.keys = keys;
        this.asked = wanted;
        this.wanted = wanted;
        this.links = links;
        this.noted = noted;
    }

    String name() {
        return table.name();
    }

    FollowedTable table() {
        return table;
    }

    void look(Connection connection) throws SQLException {
        present = withoutStaying(reader().read(connection, keys));
    }

    /** Leaves alone what somebody else has written there and is to stay; the referee knows then of what a person must say so. */
    void judge(Connection connection, Referee referee, int number) throws SQLException {
        Map<ChunkDigest, KeyedRow> now = reader().read(connection, keys);
        staying = referee.judge(connection, number, table, names(), now, asked, noted);
        wanted = withoutStaying(asked);
    }

    /** Lets the referee know what was written. */
    void remember(Connection connection, Referee referee, int number) throws SQLException {
        referee.remember(connection, number, table, names(), reader().read(connection, keys), staying);
    }

    private Set<ChunkDigest> names() {
        Set<ChunkDigest> names = new LinkedHashSet<>();
        keys.forEach(key -> names.add(KeyedRow.nameOf(table.route(), key)));
        return names;
    }

    private Map<ChunkDigest, KeyedRow> withoutStaying(Map<ChunkDigest, KeyedRow> rows) {
        if (staying.isEmpty()) {
            return rows;
        }
        Map<ChunkDigest, KeyedRow> others = new LinkedHashMap<>(rows);
        others.keySet().removeAll(staying);
        return others;
    }

    /** Changes and adds rows; what refers to rows that may not be there yet is left open. */
    void put(Connection connection) throws SQLException {
        KeyedWriter writer = writer(connection);
        writer.update(changed(), false);
        writer.insert(added());
    }

    /** Fills in what was left open, when every row is there. */
    void link(Connection connection) throws SQLException {
        if (links && !table.route().postponed().isEmpty()) {
            List<KeyedRow> both = new ArrayList<>(changed());
            both.addAll(added());
            writer(connection).update(both, true);
        }
    }

    void delete(Connection connection) throws SQLException {
        writer(connection).delete(gone());
    }

    /** Deletes also what is there and is to be there, so that no old value stands in the way of a new one. */
    void deleteAll(Connection connection) throws SQLException {
        writer(connection).delete(present.values());
        present = Map.of();
    }

    /** What is there now of the keys. */
    Collection<KeyedRow> present() {
        return present.values();
    }

    /** What is to be there, and is not yet or is something else. */
    Collection<KeyedRow> differing() {
        List<KeyedRow> rows = new ArrayList<>(changed());
        rows.addAll(added());
        return rows;
    }

    /** Rows that are there and are to stay as they are. */
    boolean stays(KeyedRow row) {
        KeyedRow target = wanted.get(row.name());
        return staying.contains(row.name()) || (target != null && target.sameAs(row));
    }

    /** Knows that rows were taken away. */
    void without(Set<ChunkDigest> names) {
        Map<ChunkDigest, KeyedRow> others = new LinkedHashMap<>(present);
        others.keySet().removeAll(names);
        present = others;
    }

    /** Whether a delete would reach rows that are to stay, by a cascade. */
    boolean wouldCascade(Connection connection, boolean all) throws SQLException {
        return writer(connection).isReferredToByCascade(all ? present.values() : gone());
    }

    /** Reads back what was written; returns the number of rows that are not what they should be. */
    long differences(Connection connection) throws SQLException {
        Map<ChunkDigest, KeyedRow> now = withoutStaying(reader().read(connection, keys));
        long different =
                now.keySet().stream().filter(name -> !wanted.containsKey(name)).count();
        for (KeyedRow row : wanted.values()) {
            KeyedRow written = now.get(row.name());
            if (written == null || !written.sameAs(row)) {
                different++;
            }
        }
        return different;
    }

    private List<KeyedRow> changed() {
        List<KeyedRow> rows = new ArrayList<>();
        for (KeyedRow row : wanted.values()) {
            KeyedRow there = present.get(row.name());
            if (there != null && !there.sameAs(row)) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<KeyedRow> added() {
        return wanted.values().stream()
                .filter(row -> !present.containsKey(row.name()))
                .toList();
    }

    private List<KeyedRow> gone() {
        return present.values().stream()
                .filter(row -> !wanted.containsKey(row.name()))
                .toList();
    }

    private KeyedReader reader() {
        return new KeyedReader(other, table.route().reversed(), table.onOther(), links);
    }

    private KeyedWriter writer(Connection connection) {
        return new KeyedWriter(connection, other, table.route());
    }
}
