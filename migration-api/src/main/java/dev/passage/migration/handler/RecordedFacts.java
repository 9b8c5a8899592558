package dev.passage.migration.handler;

import java.util.Objects;

/**
 * Facts that were measured just now.
 *
 * @param record the record that holds them
 * @since 0.1.0
 */
public record RecordedFacts(Record record) implements Facts {

    /** Checks that the record is given. */
    public RecordedFacts {
        Objects.requireNonNull(record, "record");
    }

    @Override
    public <T extends Record> T as(Class<T> type) {
        if (!type.isInstance(record)) {
            throw new IllegalArgumentException(
                    "These facts are a " + record.getClass().getName() + ", not a " + type.getName() + ".");
        }
        return type.cast(record);
    }
}
