package dev.passage.migration.executor;

import dev.passage.migration.event.MigrationEvent;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.json.CodecFailure;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepAction;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs one direction of one step whose intent is journaled, with its retries, and returns what is to be journaled of it. Failed
 * attempts that are followed by another are journaled here.
 */
final class StepRunner {
    private static final Logger log = LoggerFactory.getLogger(StepRunner.class);

    private final ExecutorSettings settings;
    private final RunJournal journal;
    private final Step step;
    private final boolean backward;
    private final StepRun run;
    private final BooleanSupplier mayAct;
    private final Retry retry;
    private final Duration timeout;
    private final StepAction action;
    private final List<Check> checks = new ArrayList<>();
    private int attempt;
    private long attemptStarted;

    StepRunner(
            ExecutorSettings settings,
            RunJournal journal,
            Step step,
            boolean backward,
            BooleanSupplier stopRequested,
            BooleanSupplier mayAct) {
        this.settings = settings;
        this.journal = journal;
        this.step = step;
        this.backward = backward;
        Optional<RollbackStep> rollback = backward ? step.rollback() : Optional.empty();
        this.retry = rollback.map(RollbackStep::retry).orElse(step.retry());
        this.timeout = rollback.map(RollbackStep::timeout).orElse(step.timeout());
        this.action = rollback.map(RollbackStep::action).orElse(step.action());
        StepHistory planned = journal.history().step(step.id());
        this.run = new StepRun(settings, journal, planned, backward, stopRequested);
        this.mayAct = mayAct;
        this.attempt = planned.leg(backward).attempts();
    }

    StepId id() {
        return step.id();
    }

    void cancel() {
        run.cancel();
    }

    /** Runs the step to its outcome; throws only what ends the run as a whole. */
    HistoryEvent run() {
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.put("migration.id", journal.history().id().value());
        MDC.put("migration.type", journal.history().plan().type().name());
        MDC.put("step.id", step.id().value());
        try {
            return outcome();
        } finally {
            MDC.setContextMap(before == null ? Map.of() : before);
        }
    }

    private HistoryEvent outcome() {
        StepLeg leg = journal.history().step(step.id()).leg(backward);
        try {
            StepOutcome outcome = new Attempts(settings.timer())
                    .run(
                            retry,
                            leg.failures(),
                            timeout,
                            this::attempt,
                            run::cancel,
                            this::retrying,
                            run::stopRequested);
            return translated(outcome);
        } catch (LeaseLostException overtaken) {
            throw overtaken;
        } catch (Attempts.Stopped between) {
            return new HistoryEvent.StepStopped(step.id(), backward, Duration.ZERO);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new HistoryEvent.StepStopped(step.id(), backward, took());
        } catch (Exception failure) {
            if (FailureDescription.isLeaseLost(failure)) {
                throw new LeaseLostException(journal.history().id(), run.token(), "a participant");
            }
            return failed(failure);
        } catch (SimulatedCrashError crash) {
            throw crash;
        } catch (Error fatal) {
            journal.append(List.of(failed(fatal)));
            throw fatal;
        }
    }

    private StepOutcome attempt() throws Exception {
        StepEvent event = new StepEvent();
        event.begin();
        String ended = "";
        try {
            StepOutcome outcome = attempted();
            ended = outcome.getClass().getSimpleName();
            return outcome;
        } catch (Throwable thrown) {
            ended = thrown.getClass().getName();
            throw thrown;
        } finally {
            recorded(event, ended);
        }
    }

    private void recorded(StepEvent event, String ended) {
        if (event.shouldCommit()) {
            event.migration = journal.history().id().value();
            event.type = journal.history().plan().type().name();
            event.step = step.id().value();
            event.attempt = attempt;
            event.backward = backward;
            event.outcome = ended;
            event.commit();
        }
    }

    private StepOutcome attempted() throws Exception {
        if (attemptStarted != 0) {
            attempt++;
            journal.append(List.of(new HistoryEvent.StepIntended(step.id(), backward, attempt)));
        }
        MDC.put("attempt", Integer.toString(attempt));
        settings.events().tell(new MigrationEvent.StepStarted(run.migration(), shownId(), attempt));
        (backward ? ExecutorFaultPoints.ROLLBACK_INTENT_JOURNALED : ExecutorFaultPoints.INTENT_JOURNALED).reached();
        attemptStarted = System.nanoTime();
        run.beginAttempt(attempt, timeout);
        checks.clear();
        if (!mayAct.getAsBoolean()) {
            return StepOutcome
                    .stopped(); // the lease may have expired meanwhile, for example while the process was frozen
        }
        StepOutcome outcome = action.run(run);
        (backward ? ExecutorFaultPoints.ROLLBACK_EFFECT_DONE : ExecutorFaultPoints.EFFECT_DONE).reached();
        if (outcome instanceof StepOutcome.Done && !backward) {
            check();
        }
        return outcome;
    }

    /** Runs the check of the step; anything but passed is a failure (promise 5). */
    private void check() throws Exception {
        if (step.check().isEmpty()) {
            return;
        }
        Check check = step.check().get().check(run);
        checks.add(check);
        if (!check.isPassed()) {
            String what = "check \"" + check.name() + "\" of step " + step.id() + " "
                    + (check.verdict() == Check.Verdict.SKIPPED ? "was skipped: " : "failed: ") + check.detail();
            if (step.kind() == StepKind.VERIFICATION) {
                throw new VerificationFailedException("What step " + step.id() + " verifies", List.of(what));
            }
            throw StepFailedException.retryable(
                    FailureKind.STEP_FAILED,
                    "The " + what + ".",
                    "Look at what the step did, then resume or roll back.");
        }
        ExecutorFaultPoints.CHECK_PASSED.reached();
    }

    private void retrying(Throwable failure) {
        HistoryEvent.StepFailed event = failed(failure, true);
        journal.append(List.of(event));
        log.atWarn()
                .addKeyValue("failure", event.failure().message())
                .log("An attempt failed; the step is tried again");
    }

    private HistoryEvent translated(StepOutcome outcome) {
        if (outcome instanceof StepOutcome.Done done) {
            return finished(done);
        }
        if (outcome instanceof StepOutcome.Again again) {
            return new HistoryEvent.StepWaiting(
                    step.id(),
                    backward,
                    Optional.of(again.notBefore()),
                    Optional.empty(),
                    took(),
                    Optional.of(run.notes()));
        }
        if (outcome instanceof StepOutcome.Await await) {
            return new HistoryEvent.StepWaiting(
                    step.id(), backward, await.until(), Optional.of(await.signal()), took(), Optional.of(run.notes()));
        }
        if (outcome instanceof StepOutcome.Blocked blocked) {
            return new HistoryEvent.StepBlocked(step.id(), backward, blocked.question(), blocked.choices(), false);
        }
        return new HistoryEvent.StepStopped(step.id(), backward, took());
    }

    private HistoryEvent finished(StepOutcome.Done done) {
        Optional<String> output;
        try {
            output = done.output().map(settings.records()::write);
        } catch (RuntimeException unfit) {
            return failed(StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "The output of step " + step.id() + " cannot be stored.",
                    CodecFailure.describe(unfit),
                    unfit));
        }
        return new HistoryEvent.StepFinished(
                step.id(), backward, attempt, output, List.copyOf(checks), run.notes(), took());
    }

    private HistoryEvent.StepFailed failed(Throwable thrown) {
        return failed(thrown, false);
    }

    private HistoryEvent.StepFailed failed(Throwable thrown, boolean again) {
        Failure failure = FailureDescription.of(thrown, step.id(), backward, timeout);
        settings.events().tell(new MigrationEvent.StepFailed(run.migration(), shownId(), attempt, failure, again));
        return new HistoryEvent.StepFailed(step.id(), backward, attempt, failure, again, List.copyOf(checks), took());
    }

    private StepId shownId() {
        return backward ? step.rollback().map(RollbackStep::id).orElse(step.id()) : step.id();
    }

    private Duration took() {
        return attemptStarted == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - attemptStarted);
    }
}
