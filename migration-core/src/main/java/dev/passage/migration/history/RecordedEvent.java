package dev.passage.migration.history;

import java.time.Instant;
import java.util.Objects;

/**
 * What a journal record says, with its place, time and actor.
 *
 * @param sequence its place in the journal of its migration
 * @param at when it was written, by the journal's clock
 * @param actor who caused it
 * @param event what it says
 * @since 0.1.0
 */
public record RecordedEvent(long sequence, Instant at, String actor, HistoryEvent event) {

    /** Checks that every part is given. */
    public RecordedEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(event, "event");
    }
}
