package dev.passage.migration.testkit.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A database in memory with the isolation and row locks of a real one: versions, snapshots, share and exclusive locks that are held to
 * the end of the transaction, and numbers that are taken before the commit. A row is a key with an immutable value.
 *
 * <p>Belongs to one {@link Simulation} and its thread.
 *
 * @since 0.1.0
 */
public final class SimulatedDatabase {
    private final String name;
    private final NavigableMap<String, SimulatedRow> rows = new TreeMap<>();
    private final List<Runnable> watchers = new ArrayList<>();
    private long commits;
    private long numbers;

    SimulatedDatabase(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Begins a transaction of a process; it is rolled back when the process dies.
     *
     * @param process the process
     * @param isolation what it sees of others
     * @return the transaction
     */
    public SimulatedTransaction begin(SimulatedProcess process, Isolation isolation) {
        SimulatedTransaction transaction = new SimulatedTransaction(this, isolation);
        process.own(transaction);
        return transaction;
    }

    /**
     * Takes the next number of a sequence, which no rollback gives back.
     *
     * @return 1 or more
     */
    public long nextNumber() {
        return ++numbers;
    }

    /**
     * Returns what is committed now under keys that begin with some text.
     *
     * @param prefix the text
     * @return keys and values in the order of the keys
     */
    public Map<String, Object> committed(String prefix) {
        Map<String, Object> found = new LinkedHashMap<>();
        between(prefix).forEach((key, row) -> {
            Object value = row.at(commits);
            if (value != null) {
                found.put(key, value);
            }
        });
        return found;
    }

    /**
     * Returns what is committed now under a key.
     *
     * @param key the key
     * @return the value, or null when there is no such row
     */
    public @Nullable Object committedAt(String key) {
        SimulatedRow row = rows.get(key);
        return row == null ? null : row.at(commits);
    }

    /**
     * Stores a value before the simulation begins.
     *
     * @param key the key
     * @param value the value
     */
    public void put(String key, Object value) {
        row(key).add(++commits, value);
    }

    /**
     * Calls a watcher after each commit, for invariants that hold at any moment.
     *
     * @param watcher throws an {@link AssertionError} when one does not hold
     */
    public void afterEachCommit(Runnable watcher) {
        watchers.add(watcher);
    }

    SimulatedRow row(String key) {
        return rows.computeIfAbsent(key, absent -> new SimulatedRow());
    }

    SortedMap<String, SimulatedRow> between(String prefix) {
        return rows.subMap(prefix, true, prefix + Character.MAX_VALUE, true);
    }

    long lastCommit() {
        return commits;
    }

    void apply(Map<String, @Nullable Object> writes) {
        if (!writes.isEmpty()) {
            commits++;
            writes.forEach((key, value) -> row(key).add(commits, value));
            watchers.forEach(Runnable::run);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
