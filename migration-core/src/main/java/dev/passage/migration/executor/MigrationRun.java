package dev.passage.migration.executor;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration at this instance, from the lease to its end or next wait: the loop around {@link Decider} in which all side
 * effects happen. Intent is journaled before each effect and its outcome after it; the outcome of a step and the intent of the
 * next are one append (X1, ALGORITHMS 2).
 */
public final class MigrationRun implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(MigrationRun.class);

    private final ExecutorSettings settings;
    private final RunJournal journal;
    private final Planner.Result bound;
    private final List<Participant> participants;
    private final LeaseKeeper keeper;
    private final Runnable onEnd;
    private final Map<StepId, StepRunner> running = new LinkedHashMap<>();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final List<HistoryEvent> staged = new ArrayList<>();
    private volatile boolean closing;
    private boolean crashed;

    /**
     * Creates a run.
     *
     * @param settings what it needs of the engine
     * @param lease the lease it holds
     * @param requestedAt the monotonic time before the lease was asked for
     * @param history what the journal says
     * @param bound the plan with its code
     * @param onEnd called once when the run is over
     */
    public MigrationRun(
            ExecutorSettings settings,
            Lease lease,
            long requestedAt,
            MigrationHistory history,
            Planner.Result bound,
            Runnable onEnd) {
        this.settings = settings;
        this.journal = new RunJournal(settings, lease, history);
        this.bound = bound;
        this.participants = Fences.of(bound.handler(), bound.plan());
        this.keeper = new LeaseKeeper(settings, journal, participants, requestedAt, this::cancelRunning);
        this.onEnd = onEnd;
    }

    /**
     * Tells whether a migration has a participant without which a rollback that accepts loss goes on.
     *
     * @param bound the plan with its code
     * @return whether it has
     */
    public static boolean canLose(Planner.Result bound) {
        return Fences.of(bound.handler(), bound.plan()).stream().anyMatch(Participant::canBeLost);
    }

    /** Asks the run to stop at its next safe point; the migration goes on elsewhere or later. */
    public void close() {
        closing = true;
        journal.close();
    }

    /** Looks for requests now instead of at the next poll. */
    public void wake() {
        try {
            journal.refresh();
        } catch (RuntimeException unreachable) {
            log.atDebug().log("Requests could not be read; they are at the next poll");
        }
    }

    @Override
    public void run() {
        try {
            ExecutorFaultPoints.LEASE_ACQUIRED.reached();
            keeper.start();
            if (takeUp()) {
                loop();
            }
        } catch (LeaseLostException overtaken) {
            log.atWarn().addKeyValue("migration", id()).log("Another instance took the migration over");
        } catch (SimulatedCrashError crash) {
            crashed = true;
            throw crash;
        } catch (RuntimeException failure) {
            log.atError().addKeyValue("migration", id()).setCause(failure).log("The run stopped");
        } catch (Error fatal) {
            drain();
            stopTruthfully(fatal);
            throw fatal;
        } finally {
            try {
                drain();
                giveBack();
            } finally {
                keeper.stop();
                onEnd.run();
            }
        }
    }

    /** Nothing may act any more when the lease is given back: what still runs is cancelled, and its outcome kept. */
    private void drain() {
        if (crashed) {
            return;
        }
        cancelRunning();
        boolean any = false;
        while (!running.isEmpty()) {
            any = true;
            Ended one = nextEnded();
            synchronized (running) {
                running.remove(one.runner().id());
            }
            if (one.outcome() != null) {
                staged.add(one.outcome());
            }
        }
        if (any && !keeper.isLost()) {
            try {
                flush(List.of());
            } catch (RuntimeException unreachable) {
                log.atWarn()
                        .addKeyValue("migration", id())
                        .log("The outcome of a step could not be journaled; the next run finds its intent");
            }
        }
    }

    private MigrationId id() {
        return bound.plan().id();
    }

    private boolean takeUp() {
        Fences.Raised raised =
                Fences.raise(participants, journal.history(), journal.lease().token(), this::mustStop);
        if (!raised.all()) {
            raised.failure().ifPresent(failure -> journal.append(List.of(new HistoryEvent.Failed(failure))));
            return false;
        }
        String found = describeFound();
        journal.append(List.of(new HistoryEvent.TakenUp(found)));
        ExecutorFaultPoints.TAKEN_UP.reached();
        settings.events().tell(new MigrationEvent.Resumed(id(), found));
        log.atInfo().addKeyValue("migration", id()).addKeyValue("found", found).log("Taken up");
        staged.addAll(new UncertainSteps(settings, journal, bound.plan()).resolve());
        return validated();
    }

    private String describeFound() {
        MigrationHistory history = journal.history();
        boolean backward = history.standing().backward();
        long done = history.steps().stream()
                .filter(step -> step.leg(backward).state() == LegState.DONE)
                .count();
        String begun = history.steps().stream()
                .filter(step -> step.leg(backward).state() == LegState.INTENDED)
                .map(step -> "\"" + step.value().id() + "\"")
                .collect(Collectors.joining(", "));
        return (backward ? "on the way back: " : "") + done + " of "
                + history.steps().size() + (backward ? " steps undone" : " steps done")
                + (begun.isEmpty() ? "" : ", " + begun + " had begun");
    }

    /** Before the first step: what was found at planning must still hold (P5). */
    private boolean validated() {
        MigrationHistory history = journal.history();
        if (history.isBegun()
                || history.standing().backward()
                || history.standing().turnRequested().isPresent()
                || history.plan().options().validation() == ValidationLevel.BASIC) {
            return true;
        }
        try {
            Optional<Failure> refused = new Revalidation(settings, bound, this::mustStop).refusal();
            refused.ifPresent(failure -> journal.append(List.of(new HistoryEvent.Failed(failure))));
            return refused.isEmpty();
        } catch (Attempts.Stopped closed) {
            return false;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void loop() {
        while (!mustStop() || !running.isEmpty()) {
            if (mustStop()) {
                awaitOne();
                continue;
            }
            MigrationHistory preview = journal.preview(staged);
            Decision decision = Decider.next(preview, journal.now(), running.keySet());
            if (!carryOut(decision, preview)) {
                return;
            }
        }
        flush(List.of());
    }

    /** Carries a decision out; returns whether to go on. */
    private boolean carryOut(Decision decision, MigrationHistory preview) {
        if (decision instanceof Decision.Run run) {
            start(run, preview);
            return true;
        }
        if (decision instanceof Decision.AwaitRunning) {
            flush(List.of());
            awaitOne();
            return true;
        }
        if (decision instanceof Decision.BeginWait begun) {
            staged.add(new HistoryEvent.StepWaiting(
                    begun.step(),
                    begun.backward(),
                    begun.pending().until(),
                    begun.pending().signal(),
                    Duration.ZERO,
                    Optional.empty()));
            return true;
        }
        if (decision instanceof Decision.TurnBack back) {
            flush(List.of(new HistoryEvent.TurnedBack(back.why(), back.failure())));
            ExecutorFaultPoints.TURNED_BACK.reached();
            return true;
        }
        Optional<HistoryEvent> rest = rest(decision, preview);
        if (rest.isPresent()) {
            return !isLaidToRest(rest.get());
        }
        conclude(decision);
        return false;
    }

    /** What leaves the migration to a person, a time or a signal, if this decision does. */
    private static Optional<HistoryEvent> rest(Decision decision, MigrationHistory preview) {
        if (decision instanceof Decision.Pause) {
            return Optional.of(new HistoryEvent.Paused());
        }
        if (decision instanceof Decision.Fail fail) {
            return Optional.of(new HistoryEvent.Failed(fail.failure()));
        }
        boolean suspend = decision instanceof Decision.Leave
                && !preview.state().isTerminal()
                && preview.state() != MigrationState.PAUSED;
        return suspend ? Optional.of(new HistoryEvent.Suspended()) : Optional.empty();
    }

    /** A request that came in between is answered first: once at rest, nobody would look at it. */
    private boolean isLaidToRest(HistoryEvent rest) {
        List<HistoryEvent> events = withStaged(List.of(rest));
        if (!journal.appendIfLast(events)) {
            return false;
        }
        staged.clear();
        tellFinished(events);
        return true;
    }

    private void conclude(Decision decision) {
        if (decision instanceof Decision.Leave) {
            flush(List.of());
        } else if (decision instanceof Decision.StopRollback stop) {
            log.atError()
                    .addKeyValue("migration", id())
                    .addKeyValue("failure", stop.failure().message())
                    .log("The rollback failed");
            flush(List.of(new HistoryEvent.RollbackStopped(stop.failure())));
        } else {
            finish(decision);
        }
    }

    /** Fences go before the end is journaled: a crash in between finds the migration still unfinished, and retires again. */
    private void finish(Decision decision) {
        flush(List.of());
        Fences.retire(participants, journal.history());
        ExecutorFaultPoints.RETIRED.reached();
        if (decision instanceof Decision.Complete) {
            flush(List.of(new HistoryEvent.Completed()));
        } else if (decision instanceof Decision.FinishRollback) {
            flush(List.of(new HistoryEvent.RolledBack()));
        } else if (decision instanceof Decision.Cancel) {
            flush(List.of(new HistoryEvent.Cancelled()));
        } else {
            throw new AssertionError(decision);
        }
        ExecutorFaultPoints.ENDED.reached();
        log.atInfo()
                .addKeyValue("migration", id())
                .addKeyValue("state", journal.history().state())
                .log("Ended");
    }

    private void start(Decision.Run run, MigrationHistory preview) {
        List<HistoryEvent> intents = new ArrayList<>();
        for (StepId step : run.steps()) {
            int attempt = preview.step(step).leg(run.backward()).attempts() + 1;
            intents.add(new HistoryEvent.StepIntended(step, run.backward(), attempt));
        }
        flush(intents);
        boolean alone = run.steps().size() == 1 && running.isEmpty() && parallelism() == 1;
        for (StepId step : run.steps()) {
            Step code = bound.plan().step(step).orElseThrow();
            StepRunner runner =
                    new StepRunner(settings, journal, code, run.backward(), this::stopRequested, keeper::isSafe);
            synchronized (running) {
                running.put(step, runner);
            }
            if (alone) {
                perform(runner);
            } else {
                settings.executor().execute(() -> perform(runner));
            }
        }
        if (alone) {
            awaitOne();
        }
    }

    private int parallelism() {
        return journal.history().parallelism();
    }

    private void perform(StepRunner runner) {
        try {
            ended.add(new Ended(runner, runner.run(), null));
        } catch (Throwable thrown) {
            ended.add(new Ended(runner, null, thrown));
        }
    }

    private void awaitOne() {
        Ended one = nextEnded();
        synchronized (running) {
            running.remove(one.runner().id());
        }
        HistoryEvent outcome = one.outcome();
        if (outcome != null) {
            staged.add(outcome);
        } else if (one.thrown() instanceof Error fatal) {
            throw fatal;
        } else if (one.thrown() instanceof RuntimeException failure) {
            throw failure;
        }
    }

    /** Waits for the end of a step also when the thread is interrupted: a step whose end is not heard has no outcome. */
    private Ended nextEnded() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ended.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                    closing = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void flush(List<HistoryEvent> more) {
        List<HistoryEvent> events = withStaged(more);
        staged.clear();
        journal.append(events);
        tellFinished(events);
    }

    private List<HistoryEvent> withStaged(List<HistoryEvent> more) {
        List<HistoryEvent> events = new ArrayList<>(staged);
        events.addAll(more);
        return events;
    }

    private void tellFinished(List<HistoryEvent> events) {
        for (HistoryEvent event : events) {
            if (event instanceof HistoryEvent.StepFinished finished) {
                settings.events().tell(new MigrationEvent.StepFinished(id(), shownId(finished), finished.took()));
            }
        }
    }

    private StepId shownId(HistoryEvent.StepFinished finished) {
        return bound.plan()
                .step(finished.step())
                .filter(step -> finished.backward())
                .flatMap(Step::rollback)
                .map(RollbackStep::id)
                .orElse(finished.step());
    }

    private boolean mustStop() {
        return closing || !keeper.isSafe();
    }

    private boolean stopRequested() {
        MigrationHistory history = journal.history();
        return mustStop()
                || history.standing().pauseRequested()
                || (history.standing().turnRequested().isPresent()
                        && !history.standing().backward());
    }

    private void cancelRunning() {
        synchronized (running) {
            running.values().forEach(StepRunner::cancel);
        }
    }

    private void stopTruthfully(Error fatal) {
        log.atError().addKeyValue("migration", id()).setCause(fatal).log("An error ended the run");
        try {
            flush(List.of(new HistoryEvent.Failed(FailureDescription.ofRun(fatal))));
        } catch (RuntimeException unreachable) {
            fatal.addSuppressed(unreachable);
        }
    }

    private void giveBack() {
        keeper.stop();
        if (!crashed && !keeper.isLost()) {
            try {
                settings.journal().release(journal.lease());
            } catch (RuntimeException unreachable) {
                log.atWarn()
                        .addKeyValue("migration", id())
                        .log("The lease could not be given back; it expires by itself");
            }
        }
    }

    private record Ended(
            StepRunner runner,
            @Nullable HistoryEvent outcome,
            @Nullable Throwable thrown) {}
}
