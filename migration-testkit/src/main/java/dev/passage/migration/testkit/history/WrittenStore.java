package dev.passage.migration.testkit.history;

/**
 * How {@link Writers} write, by the way that the host's own code takes. Called by several threads at once, also for one key.
 *
 * @since 0.1.0
 */
public interface WrittenStore {

    /**
     * Stores a value, new or instead of another.
     *
     * @param key the key
     * @param value the value
     * @throws Exception if it is not known to be stored
     */
    void put(long key, String value) throws Exception;

    /**
     * Deletes a value, if there is one.
     *
     * @param key the key
     * @throws Exception if it is not known to be deleted
     */
    void delete(long key) throws Exception;
}
