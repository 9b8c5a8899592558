package dev.passage.migration.engine;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.event.MigrationListener;
import dev.passage.migration.executor.Events;
import dev.passage.migration.executor.ExecutorSettings;
import dev.passage.migration.executor.MigrationRun;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.RecordedEvent;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.report.MigrationReport;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.ResourceStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine behind {@link MigrationController}: plans, journals, runs, recovers.
 *
 * <pre>{@code
 * MigrationController migrations = MigrationEngine.builder()
 *         .journal(JdbcJournal.on(controlDatabase))
 *         .register(new TenantMoveHandler(endpoints, router))
 *         .build();
 * }</pre>
 *
 * <p>{@code build()} opens the journal and starts no thread; {@code execute}, {@code resume}, {@code rollback} and
 * {@code recover} do. From then on the engine also looks, once in a poll interval, for migrations whose wait is over or whose
 * instance is dead. Safe for use by several threads. After a crash, build an engine on the same journal and call
 * {@link #recover()}.
 *
 * @since 0.1.0
 */
public final class MigrationEngine implements MigrationController {
    private static final Logger log = LoggerFactory.getLogger(MigrationEngine.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Journal journal;
    private final HistoryCodec codec;
    private final Planner planner;
    private final Clock clock;
    private final String instance;
    private final Duration pollInterval;
    private final EngineThreads threads;
    private final Events events;
    private final Requests requests;
    private final DryRuns dryRuns;
    private final Runs runs;
    private @Nullable ScheduledFuture<?> polling;
    private boolean closed;

    MigrationEngine(MigrationEngineBuilder built) {
        this.journal = built.requiredJournal();
        this.codec = new HistoryCodec(built.json);
        this.planner = built.planner();
        this.clock = built.clock;
        this.instance = built.instanceName();
        this.pollInterval = built.pollInterval;
        this.threads = new EngineThreads(instance, built.executor());
        List<MigrationListener> listeners = new ArrayList<>(built.listeners);
        this.events = new Events(listeners);
        this.requests = new Requests(journal, codec, clock);
        this.dryRuns = new DryRuns(planner, clock);
        this.runs = new Runs(
                new ExecutorSettings(
                        journal,
                        codec,
                        built.records,
                        planner,
                        clock,
                        instance,
                        built.leaseDuration,
                        pollInterval,
                        threads.executor(),
                        threads.timer(),
                        events),
                requests);
        events.add(this::notice);
        journal.open();
    }

    /**
     * Begins an engine.
     *
     * @return where to say what it uses
     */
    public static MigrationEngineBuilder builder() {
        return new MigrationEngineBuilder();
    }

    @Override
    public MigrationPlan plan(MigrationSpec spec) {
        MigrationId id = MigrationId.of(
                "m-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT).substring(0, 13));
        Planner.Result result = planner.plan(id, spec);
        HistoryEvent.Planned planned = result.planned();
        MigrationHistory first =
                MigrationHistory.of(id, List.of(new RecordedEvent(1, clock.instant(), spec.requestedBy(), planned)));
        journal.create(
                new NewMigration(
                        id,
                        planned.plan().type(),
                        planned.plan().title(),
                        planned.plan().scope(),
                        planned.plan().handler()),
                List.of(codec.encode(planned, spec.requestedBy())),
                first.summary());
        log.atInfo()
                .addKeyValue("migration", id)
                .addKeyValue("title", planned.plan().title())
                .log("Planned");
        return result.plan();
    }

    @Override
    public MigrationPlan planOf(MigrationId migration) {
        return bound(migration).plan();
    }

    @Override
    public DryRunReport dryRun(MigrationId migration) {
        DryRunReport report = dryRuns.rehearse(bound(migration));
        requests.rehearsed(
                migration,
                new HistoryEvent.Rehearsed(
                        report.digest(), report.isSuccessful(), report.steps(), report.findings(), report.duration()),
                instance);
        return report;
    }

    @Override
    public DryRunReport dryRun(MigrationId migration, RollbackOptions rollback) {
        Planner.Result bound = bound(migration);
        refuseNeedlessLoss(bound, rollback);
        MigrationHistory history = requests.history(migration);
        Requests.refuseRollback(history);
        return dryRuns.rehearse(bound, history, rollback);
    }

    @Override
    public MigrationHandle execute(MigrationId migration, Approval approval) {
        MigrationHistory after = requests.approve(bound(migration).plan(), approval);
        if (after.state() == MigrationState.QUEUED) {
            start(migration);
        }
        return handle(migration);
    }

    @Override
    public MigrationHandle handle(MigrationId migration) {
        requiredHead(migration);
        return new Handle(migration, this::result, runs, events, clock);
    }

    @Override
    public MigrationStatus status(MigrationId migration) {
        return result(migration).status();
    }

    @Override
    public MigrationResult result(MigrationId migration) {
        MigrationHistory history = requests.history(migration);
        MigrationHead head = requiredHead(migration);
        Instant now = journal.now();
        Instant started = history.standing().startedAt().orElse(now);
        Instant ended =
                history.state().isTerminal() ? history.standing().endedAt().orElse(now) : now;
        return new MigrationResult(
                Statuses.of(history, head, now),
                ended.isBefore(started) ? Duration.ZERO : Duration.between(started, ended));
    }

    @Override
    public List<MigrationHead> migrations(int limit) {
        return journal.heads(limit);
    }

    @Override
    public void pause(MigrationId migration, String by, String reason) {
        requests.pause(migration, by, reason);
        runs.wake(migration);
    }

    @Override
    public MigrationHandle resume(MigrationId migration, String by, String reason) {
        bound(migration);
        requests.resume(migration, by, reason);
        start(migration);
        return handle(migration);
    }

    @Override
    public void cancel(MigrationId migration, String by, String reason) {
        afterRequest(migration, requests.cancel(migration, by, reason));
    }

    @Override
    public MigrationHandle rollback(MigrationId migration, RollbackOptions options) {
        refuseNeedlessLoss(bound(migration), options);
        HistoryEvent.RollbackRequested event = new HistoryEvent.RollbackRequested(
                options.conflicts(),
                options.keep(),
                options.emergency(),
                options.reason(),
                options.loss() ? Optional.of(true) : Optional.empty());
        afterRequest(migration, requests.rollback(migration, event, options.by()));
        return handle(migration);
    }

    private static void refuseNeedlessLoss(Planner.Result bound, RollbackOptions options) {
        if (options.loss() && !MigrationRun.canLose(bound)) {
            throw new RequestRefusedException(
                    bound.plan().id(),
                    "Nothing that takes part in migration " + bound.plan().id()
                            + " can be done without, so no loss is to be accepted.",
                    "Roll it back with RollbackOptions.carryingWrites(...).");
        }
    }

    @Override
    public void decide(MigrationId migration, String choice, String by, String reason) {
        afterRequest(migration, requests.decide(migration, choice, by, reason));
    }

    @Override
    public void signal(MigrationId migration, String signal, String by, String reason) {
        afterRequest(migration, requests.signal(migration, signal, by, reason));
    }

    @Override
    public void tune(MigrationId migration, String name, long value, String by, String reason) {
        afterRequest(migration, requests.tune(migration, name, value, by, reason));
    }

    @Override
    public List<MigrationHandle> recover() {
        startPolling();
        return runs.takeUpDue().stream().map(this::handle).toList();
    }

    @Override
    public List<ResourceStatus> resources(MigrationId migration) {
        return Statuses.resources(requests.history(migration));
    }

    @Override
    public List<JournalRecord> history(MigrationId migration) {
        return journal.read(migration, 0);
    }

    @Override
    public String report(MigrationId migration) {
        return MigrationReport.render(requests.history(migration));
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (polling != null) {
                polling.cancel(false);
            }
        }
        runs.close(PATIENCE);
        threads.close(PATIENCE);
    }

    private Planner.Result bound(MigrationId migration) {
        return planner.restore(migration, requests.history(migration).planned());
    }

    private MigrationHead requiredHead(MigrationId migration) {
        return journal.head(migration).orElseThrow(() -> new UnknownMigrationException(migration));
    }

    private void afterRequest(MigrationId migration, MigrationHistory after) {
        runs.wake(migration);
        if (after.summary().wakeAt().isPresent()) {
            start(migration);
        }
    }

    private void start(MigrationId migration) {
        startPolling();
        runs.takeUp(migration);
    }

    private void startPolling() {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("The engine is closed. Build another.");
            }
            if (polling != null) {
                return;
            }
            long nanos = pollInterval.toNanos();
            polling = threads.timer().scheduleWithFixedDelay(this::poll, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void poll() {
        try {
            runs.takeUpDue();
        } catch (RuntimeException unreachable) {
            log.atWarn()
                    .addKeyValue("thrown", unreachable.getClass().getName())
                    .log("The journal could not be asked for what is due; trying again");
        }
    }

    private void notice(MigrationEvent event) {
        if (event instanceof MigrationEvent.StateChanged) {
            runs.somethingChanged();
        }
    }
}
