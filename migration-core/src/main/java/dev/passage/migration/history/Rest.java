package dev.passage.migration.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a migration has needed no instance: it waited, was paused, or had stopped at a failure. */
record Rest(Duration before, Optional<Instant> since) {
    static final Rest NONE = new Rest(Duration.ZERO, Optional.empty());

    Rest after(RecordedEvent recorded) {
        HistoryEvent event = recorded.event();
        if (event instanceof HistoryEvent.TakenUp) {
            return new Rest(until(recorded.at()), Optional.empty());
        }
        boolean begins = event instanceof HistoryEvent.Suspended
                || event instanceof HistoryEvent.Paused
                || event instanceof HistoryEvent.Failed
                || event instanceof HistoryEvent.RollbackStopped;
        return begins && since.isEmpty() ? new Rest(before, Optional.of(recorded.at())) : this;
    }

    Duration until(Instant now) {
        return since.filter(now::isAfter)
                .map(begun -> before.plus(Duration.between(begun, now)))
                .orElse(before);
    }
}
