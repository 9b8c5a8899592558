package dev.passage.migration.testkit.simulation;

import dev.passage.migration.testkit.simulation.SimulatedFailure.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a simulated database. What blocks returns false and has to be tried again, which
 * {@link SimulatedProcess#until} does.
 *
 * <p>Belongs to one {@link Simulation} and its thread.
 *
 * @since 0.1.0
 */
public final class SimulatedTransaction {
    private static final long NO_SNAPSHOT = -1;

    private final SimulatedDatabase database;
    private final Isolation isolation;
    private final Map<String, @Nullable Object> writes = new LinkedHashMap<>();
    private final List<SimulatedRow> locked = new ArrayList<>();
    private long snapshot = NO_SNAPSHOT;
    private boolean open = true;

    SimulatedTransaction(SimulatedDatabase database, Isolation isolation) {
        this.database = database;
        this.isolation = isolation;
    }

    /**
     * Reads a row without locking it.
     *
     * @param key the key
     * @return the value, or null when there is no such row
     * @throws SimulatedFailure if the transaction was rolled back
     */
    public @Nullable Object read(String key) {
        long at = beginStatement();
        return writes.containsKey(key) ? writes.get(key) : database.row(key).at(at);
    }

    /**
     * Reads the rows whose keys begin with some text, without locking them.
     *
     * @param prefix the text
     * @return keys and values in the order of the keys
     * @throws SimulatedFailure if the transaction was rolled back
     */
    public Map<String, Object> scan(String prefix) {
        long at = beginStatement();
        Map<String, Object> found = new TreeMap<>();
        database.between(prefix).forEach((key, row) -> {
            Object value = row.at(at);
            if (value != null) {
                found.put(key, value);
            }
        });
        writes.forEach((key, value) -> {
            if (!key.startsWith(prefix)) {
                return;
            }
            if (value == null) {
                found.remove(key);
            } else {
                found.put(key, value);
            }
        });
        return found;
    }

    /**
     * Locks a row until the end of the transaction.
     *
     * @param key the key
     * @param mode how
     * @return whether it is locked; false while another transaction holds it
     * @throws SimulatedFailure if the row changed since the snapshot of the transaction
     */
    public boolean lock(String key, LockMode mode) {
        long at = beginStatement();
        SimulatedRow row = database.row(key);
        if (!row.lock(this, mode)) {
            return false;
        }
        locked.add(row);
        if (isolation == Isolation.REPEATABLE_READ && row.changedSince(at)) {
            rollback();
            throw new SimulatedFailure(Reason.ABORTED);
        }
        return true;
    }

    /**
     * Stores a value or, with null, deletes the row.
     *
     * @param key the key
     * @param value the value
     * @return whether it is done; false while another transaction holds the row
     * @throws SimulatedFailure if the row changed since the snapshot of the transaction
     */
    public boolean write(String key, @Nullable Object value) {
        if (!lock(key, LockMode.UPDATE)) {
            return false;
        }
        writes.put(key, value);
        return true;
    }

    /**
     * Makes all writes visible at once and lets go of the locks.
     *
     * @throws SimulatedFailure if the transaction was rolled back
     */
    public void commit() {
        beginStatement();
        end();
        database.apply(writes);
    }

    /**
     * Commits, or not, with the answer lost on its way.
     *
     * @param applied whether the commit took place
     * @return never
     * @throws SimulatedFailure always: the caller cannot know
     */
    public SimulatedFailure loseAcknowledgement(boolean applied) {
        if (applied) {
            commit();
        } else {
            rollback();
        }
        throw new SimulatedFailure(Reason.UNCERTAIN);
    }

    /** Forgets all writes and lets go of the locks; does nothing when the transaction has ended. */
    public void rollback() {
        end();
    }

    /**
     * Tells whether the transaction has neither been committed nor rolled back.
     *
     * @return whether it is open
     */
    public boolean isOpen() {
        return open;
    }

    private long beginStatement() {
        if (!open) {
            throw new SimulatedFailure(Reason.ABORTED);
        }
        if (isolation == Isolation.READ_COMMITTED) {
            return database.lastCommit();
        }
        if (snapshot == NO_SNAPSHOT) {
            snapshot = database.lastCommit();
        }
        return snapshot;
    }

    private void end() {
        open = false;
        for (SimulatedRow row : locked) {
            row.unlock(this);
        }
        locked.clear();
    }
}
