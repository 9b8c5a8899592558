package dev.passage.migration.adapter.switching;

import dev.passage.migration.MigrationController;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.stage.StageJournal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the adapters of this instance follow the stages in the journal, and tells the migration when the new adapter breaches its gate
 * here (A2). Each instance of the host has one and starts it; it has no thread of its own.
 *
 * <pre>{@code
 * StageFollower follower = StageFollower.of(journal, controller, payments);
 * follower.poll();                                    // before the first call: where does the journal say we are?
 * Future<?> following = follower.start(scheduler, Duration.ofSeconds(1)); // behind the journal by a second at the most
 * }</pre>
 *
 * <p>Safe for use by several threads. While the journal cannot be read, each adapter stays in the stage it is in.
 *
 * @since 0.1.0
 */
public final class StageFollower {
    private static final Logger log = LoggerFactory.getLogger(StageFollower.class);

    private final StageJournal<StageRecord> stages;
    private final MigrationController controller;
    private final List<SwitchableAdapter<?>> adapters;
    private final Map<String, Long> reported = new HashMap<>();

    private StageFollower(
            StageJournal<StageRecord> stages, MigrationController controller, List<SwitchableAdapter<?>> adapters) {
        this.stages = stages;
        this.controller = controller;
        this.adapters = adapters;
    }

    /**
     * Returns a follower.
     *
     * @param journal the journal of the engine
     * @param controller is told breaches
     * @param adapters the adapters of this instance
     * @return the follower
     */
    public static StageFollower of(Journal journal, MigrationController controller, SwitchableAdapter<?>... adapters) {
        return new StageFollower(
                StageRecord.in(journal), Objects.requireNonNull(controller, "controller"), List.of(adapters));
    }

    /**
     * Reads the journal once, follows what it says, and tells the migrations of breaches.
     *
     * @throws dev.passage.migration.failure.JournalException if the journal cannot be read; stages are as they were
     */
    public synchronized void poll() {
        for (SwitchableAdapter<?> adapter : adapters) {
            Optional<StageRecord> record = stages.latest(adapter.name());
            record.ifPresent(adapter::follow);
            record.ifPresent(present -> watch(adapter, present));
        }
    }

    /**
     * Starts to poll on a thread of the host's.
     *
     * @param scheduler the host's
     * @param every how long to rest between two polls
     * @return cancels the polls
     * @throws IllegalArgumentException if the rest is not longer than zero
     */
    public ScheduledFuture<?> start(ScheduledExecutorService scheduler, Duration every) {
        return scheduler.scheduleWithFixedDelay(this::pollQuietly, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void pollQuietly() {
        try {
            poll();
        } catch (RuntimeException unread) {
            log.atWarn().setCause(unread).log("Stages of adapters cannot be read; they stay as they are");
        }
    }

    private void watch(SwitchableAdapter<?> adapter, StageRecord record) {
        Optional<String> breach = record.gate().breach(adapter.health().recent());
        boolean known = reported.getOrDefault(adapter.name(), 0L) == record.epoch();
        if (breach.isEmpty() || known || record.breach().isPresent()) {
            return;
        }
        log.atWarn()
                .addKeyValue("adapter", adapter.name())
                .addKeyValue("stage", record.label())
                .addKeyValue("breach", breach.get())
                .log("The new adapter breaches its gate");
        try {
            controller.signal(record.migration(), record.breachSignal(), "adapter " + adapter.name(), breach.get());
            reported.put(adapter.name(), record.epoch());
        } catch (RequestRefusedException notWaiting) {
            if (controller.status(record.migration()).state().isTerminal()) {
                reported.put(adapter.name(), record.epoch());
            }
        } catch (MigrationException unheard) {
            log.atWarn().setCause(unheard).log("A breach could not be told to the migration; it is tried again");
        }
    }
}
