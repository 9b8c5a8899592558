package dev.passage.migration.executor;

import dev.passage.migration.codec.RecordCodec;
import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.planner.Planner;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What a run needs of its engine.
 *
 * @param journal where everything is recorded
 * @param history between records and what they say
 * @param records what turns the records of handlers into JSON
 * @param planner binds code to journaled steps
 * @param clock the time of day
 * @param instance the name of the engine instance
 * @param leaseDuration how long a lease lasts
 * @param pollInterval how often requests of other instances are looked for
 * @param executor runs the steps
 * @param timer runs heartbeats and timeouts
 * @param events tells the listeners
 */
public record ExecutorSettings(
        Journal journal,
        HistoryCodec history,
        RecordCodec records,
        Planner planner,
        Clock clock,
        String instance,
        Duration leaseDuration,
        Duration pollInterval,
        Executor executor,
        ScheduledExecutorService timer,
        Events events) {}
