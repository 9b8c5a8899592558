package dev.passage.migration.stage;

/**
 * Says which stage something is in. Implemented by a record that can be stored as JSON.
 *
 * @since 0.1.0
 */
public interface Staged {

    /**
     * Returns what is in the stage.
     *
     * @return its name
     */
    String subject();

    /**
     * Returns the place in the order of all that was ever said of the subject.
     *
     * @return 1 or more; of two records with the same epoch the one said later holds
     */
    long epoch();
}
