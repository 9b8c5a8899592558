package dev.passage.migration.handler;

/**
 * What an analysis measured, as a record of the handler's own; stored as JSON, so that a plan can be made again from it
 * after a restart.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Facts {

    /**
     * Returns the facts as the record that the handler stored.
     *
     * @param type the class of the record
     * @param <T> the class of the record
     * @return the record
     * @throws IllegalArgumentException if no such record was stored
     */
    <T extends Record> T as(Class<T> type);

    /**
     * Returns facts that hold this record.
     *
     * @param record the record
     * @return the facts
     */
    static Facts of(Record record) {
        return new RecordedFacts(record);
    }
}
