package dev.passage.migration.engine;

import dev.passage.migration.MigrationHandle;
import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.executor.Events;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** One migration as the engine shows it. */
final class Handle implements MigrationHandle {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Set<MigrationState> WAITS_FOR_A_PERSON = EnumSet.of(
            MigrationState.PLANNED, MigrationState.AWAITING_APPROVAL, MigrationState.PAUSED, MigrationState.BLOCKED);

    private final MigrationId id;
    private final Function<MigrationId, MigrationResult> results;
    private final Runs runs;
    private final Events events;
    private final Clock clock;

    Handle(MigrationId id, Function<MigrationId, MigrationResult> results, Runs runs, Events events, Clock clock) {
        this.id = id;
        this.results = results;
        this.runs = runs;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public MigrationId id() {
        return id;
    }

    @Override
    public MigrationStatus status() {
        return results.apply(id).status();
    }

    @Override
    public MigrationHandle onProgress(Consumer<Progress> listener) {
        events.add(event -> {
            if (event instanceof MigrationEvent.Progressed progressed
                    && event.migration().equals(id)) {
                listener.accept(progressed.progress());
            }
        });
        return this;
    }

    @Override
    public MigrationResult await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            long seen = runs.changes();
            MigrationResult result = results.apply(id);
            long left = deadline - System.nanoTime();
            if (left <= 0 || (!runs.isActive(id) && isAtRest(result, Duration.ofNanos(left)))) {
                return result;
            }
            Duration rest = Duration.ofNanos(left);
            runs.awaitChange(seen, rest.compareTo(LOOK_AGAIN) < 0 ? rest : LOOK_AGAIN);
        }
    }

    private boolean isAtRest(MigrationResult result, Duration left) {
        MigrationState state = result.state();
        boolean waitsLonger = state == MigrationState.WAITING
                && result.status()
                        .wakeAt()
                        .map(wake -> wake.isAfter(clock.instant().plus(left)))
                        .orElse(true);
        return state.isTerminal() || WAITS_FOR_A_PERSON.contains(state) || waitsLonger;
    }

    @Override
    public Optional<MigrationResult> result() {
        return Optional.of(results.apply(id)).filter(result -> result.state().isTerminal());
    }
}
