package dev.passage.migration.engine;

import dev.passage.migration.MigrationController;
import dev.passage.migration.codec.RecordCodec;
import dev.passage.migration.event.MigrationListener;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.CostModel;
import dev.passage.migration.planner.HandlerRegistry;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.render.PlanRenderings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Says what an engine uses (H1). Only the journal is required. Used by one thread.
 *
 * @since 0.1.0
 */
public final class MigrationEngineBuilder {
    final List<MigrationListener> listeners = new ArrayList<>();
    final JsonCodec json = new JsonCodec();
    RecordCodec records = json;
    Clock clock = Clock.systemUTC();
    Duration leaseDuration = Duration.ofSeconds(15);
    Duration pollInterval = Duration.ofSeconds(1);
    private final List<Handler<?>> handlers = new ArrayList<>();
    private CostModel costs = (spec, total) -> Optional.empty();
    private @Nullable Journal journal;
    private @Nullable String instance;
    private @Nullable Executor executor;

    MigrationEngineBuilder() {}

    /**
     * Sets where everything is recorded.
     *
     * @param newJournal the journal
     * @return this builder
     */
    public MigrationEngineBuilder journal(Journal newJournal) {
        journal = Objects.requireNonNull(newJournal, "newJournal");
        return this;
    }

    /**
     * Adds a handler.
     *
     * @param handler knows how to plan one kind of migration
     * @return this builder
     */
    public MigrationEngineBuilder register(Handler<?> handler) {
        handlers.add(Objects.requireNonNull(handler, "handler"));
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener is told what migrations of this engine do
     * @return this builder
     */
    public MigrationEngineBuilder listener(MigrationListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Names this engine instance; a name of its own with a random part if not set. Two engines that are alive at the same time
     * must not share a name: the journal would take them for one.
     *
     * @param name 1 to 100 characters
     * @return this builder
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public MigrationEngineBuilder instance(String name) {
        if (name.isEmpty() || name.length() > 100) {
            throw new IllegalArgumentException(
                    "The name of an engine instance needs 1 to 100 characters, but has " + name.length() + ".");
        }
        instance = name;
        return this;
    }

    /**
     * Sets who runs the steps; threads of the engine's own if not set. A host's executor is never closed by the engine, and
     * needs a thread for each migration that runs, plus one for each step that runs beside another.
     *
     * @param host the host's executor
     * @return this builder
     */
    public MigrationEngineBuilder executor(Executor host) {
        executor = Objects.requireNonNull(host, "host");
        return this;
    }

    /**
     * Sets the clock of handlers and waits; the system's in UTC if not set. Leases are on the journal's own clock.
     *
     * @param newClock the clock
     * @return this builder
     */
    public MigrationEngineBuilder clock(Clock newClock) {
        clock = Objects.requireNonNull(newClock, "newClock");
        return this;
    }

    /**
     * Sets what turns the records of handlers into JSON; one that takes public records of plain values if not set. What the
     * engine itself journals is not its business.
     *
     * @param codec the host's codec
     * @return this builder
     */
    public MigrationEngineBuilder codec(RecordCodec codec) {
        records = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * Sets how long a lease lasts; 15 seconds if not set. It is renewed after a third of that time, and a dead instance's
     * migrations are taken over after it.
     *
     * @param duration 100 milliseconds to 1 hour
     * @return this builder
     * @throws IllegalArgumentException if the duration is out of its range
     */
    public MigrationEngineBuilder leaseDuration(Duration duration) {
        if (duration.compareTo(Duration.ofMillis(100)) < 0 || duration.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("A lease lasts 100 ms to 1 hour, but was given " + duration + ".");
        }
        leaseDuration = duration;
        return this;
    }

    /**
     * Sets how often the engine looks for requests of other instances and for migrations that want an instance; once a second
     * if not set.
     *
     * @param interval 10 milliseconds to 1 hour
     * @return this builder
     * @throws IllegalArgumentException if the interval is out of its range
     */
    public MigrationEngineBuilder pollInterval(Duration interval) {
        if (interval.compareTo(Duration.ofMillis(10)) < 0 || interval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "The engine polls every 10 ms to 1 hour, but was given " + interval + ".");
        }
        pollInterval = interval;
        return this;
    }

    /**
     * Sets who tells what a migration costs; nobody if not set (P6).
     *
     * @param model the host's prices
     * @return this builder
     */
    public MigrationEngineBuilder costModel(CostModel model) {
        costs = Objects.requireNonNull(model, "model");
        return this;
    }

    /**
     * Opens the journal and returns the engine; starts no thread.
     *
     * @return the controller
     * @throws IllegalStateException if no journal is set
     * @throws IllegalArgumentException if two handlers share a name and version or the class of their settings
     * @throws dev.passage.migration.failure.JournalException if the journal cannot be used
     */
    public MigrationController build() {
        return new MigrationEngine(this);
    }

    Journal requiredJournal() {
        Journal present = journal;
        if (present == null) {
            throw new IllegalStateException("An engine needs a journal. Give it one with journal(...).");
        }
        return present;
    }

    Planner planner() {
        return new Planner(new HandlerRegistry(handlers), json, records, clock, costs, new PlanRenderings(json));
    }

    String instanceName() {
        String name = instance;
        return name != null ? name : "engine-" + UUID.randomUUID().toString().substring(0, 8);
    }

    Optional<Executor> executor() {
        return Optional.ofNullable(executor);
    }
}
