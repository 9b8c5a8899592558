package dev.passage.migration.executor;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.Standing;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what is to be done next: a pure function of the history, the time and what runs here (promise 3). */
final class Decider {

    private Decider() {}

    static Decision next(MigrationHistory history, Instant now, Set<StepId> runningHere) {
        Standing standing = history.standing();
        if (standing.state().isTerminal() || standing.state() == MigrationState.PAUSED) {
            return new Decision.Leave();
        }
        return standing.backward() ? backward(history, now, runningHere) : forward(history, now, runningHere);
    }

    private static Decision forward(MigrationHistory history, Instant now, Set<StepId> running) {
        Standing standing = history.standing();
        Optional<Failure> overdue = overdue(history, now);
        Optional<Failure> failed = history.steps().stream()
                .filter(step -> step.forward().state() == LegState.FAILED)
                .flatMap(step -> step.forward().failure().stream())
                .findFirst();
        boolean mustStop = standing.pauseRequested()
                || standing.turnRequested().isPresent()
                || overdue.isPresent()
                || failed.isPresent();
        if (mustStop && !running.isEmpty()) {
            return new Decision.AwaitRunning();
        }
        if (standing.turnRequested().isPresent()) {
            return turned(history, standing.turnRequested().get());
        }
        if (failed.isPresent()) {
            return afterFailure(history, failed.get());
        }
        if (overdue.isPresent()) {
            return afterFailure(history, overdue.get());
        }
        if (standing.pauseRequested()) {
            return new Decision.Pause();
        }
        return progress(history, now, running);
    }

    private static Decision turned(MigrationHistory history, String why) {
        if (!history.isBegun()) {
            return new Decision.Cancel();
        }
        return history.passedPointOfNoReturn()
                .<Decision>map(step -> new Decision.Fail(new Failure(
                        FailureKind.CANCELLED,
                        Optional.of(step),
                        "It was to be turned back (" + why + "), but step " + step
                                + " is a point of no return and has begun.",
                        "none",
                        FailureKind.CANCELLED.usualActions())))
                .orElseGet(() -> new Decision.TurnBack(why, Optional.empty()));
    }

    private static Decision afterFailure(MigrationHistory history, Failure failure) {
        boolean corrupt = failure.kind() == FailureKind.DATA_CORRUPTION;
        boolean automatic = history.plan().options().rollbackOnFailure() || corrupt;
        return automatic && history.isBegun() && history.passedPointOfNoReturn().isEmpty()
                ? new Decision.TurnBack("a failure", Optional.of(failure))
                : new Decision.Fail(failure);
    }

    private static Optional<Failure> overdue(MigrationHistory history, Instant now) {
        return history.standing()
                .startedAt()
                .filter(started -> now.isAfter(started.plus(history.restedUntil(now))
                        .plus(history.plan().options().timeout())))
                .map(started -> new Failure(
                        FailureKind.TIMEOUT,
                        Optional.empty(),
                        "The migration has run longer than the "
                                + history.plan().options().timeout() + " it may.",
                        "none",
                        FailureKind.TIMEOUT.usualActions()));
    }

    private static Decision progress(MigrationHistory history, Instant now, Set<StepId> running) {
        List<StepId> ready = new ArrayList<>();
        boolean allDone = true;
        for (StepHistory step : history.steps()) {
            StepLeg leg = step.forward();
            allDone &= leg.state() == LegState.DONE;
            if (running.contains(step.value().id()) || !isOpen(leg) || !dependenciesDone(history, step)) {
                continue;
            }
            Optional<Wait> wait = remainingWait(history, step, now);
            if (wait.isEmpty()) {
                ready.add(step.value().id());
            } else if (leg.state() == LegState.PENDING) {
                return new Decision.BeginWait(step.value().id(), false, wait.get());
            }
        }
        int free = history.parallelism() - running.size();
        if (!ready.isEmpty() && free > 0) {
            return new Decision.Run(List.copyOf(ready.subList(0, Math.min(free, ready.size()))), false);
        }
        if (!running.isEmpty()) {
            return new Decision.AwaitRunning();
        }
        return allDone ? new Decision.Complete() : new Decision.Leave();
    }

    private static boolean isOpen(StepLeg leg) {
        return leg.state() == LegState.PENDING || leg.state() == LegState.WAITING || leg.state() == LegState.INTENDED;
    }

    private static boolean dependenciesDone(MigrationHistory history, StepHistory step) {
        return step.value().after().stream()
                .allMatch(before -> history.step(before).forward().state() == LegState.DONE);
    }

    private static Optional<Wait> remainingWait(MigrationHistory history, StepHistory step, Instant now) {
        StepLeg leg = step.forward();
        if (leg.isBegun()) {
            return remainingOwnWait(history, leg, now);
        }
        Optional<Instant> until = step.value()
                .waitFor()
                .map(wait -> step.value().after().stream()
                        .flatMap(before -> history.step(before).forward().endedAt().stream())
                        .max(Comparator.naturalOrder())
                        .or(() -> history.standing().startedAt())
                        .orElse(now)
                        .plus(wait))
                .filter(instant -> now.isBefore(instant));
        Optional<String> signal =
                step.value().waitForSignal().filter(name -> !history.signals().contains(name));
        return until.isPresent() || signal.isPresent() ? Optional.of(new Wait(until, signal)) : Optional.empty();
    }

    /** Of a step that has begun and returned {@code again} or {@code await}. */
    private static Optional<Wait> remainingOwnWait(MigrationHistory history, StepLeg leg, Instant now) {
        if (leg.state() != LegState.WAITING) {
            return Optional.empty();
        }
        boolean timeCame = leg.until().filter(until -> !now.isBefore(until)).isPresent();
        boolean signalCame = leg.signal().filter(history.signals()::contains).isPresent();
        return timeCame || signalCame || (leg.until().isEmpty() && leg.signal().isEmpty())
                ? Optional.empty()
                : Optional.of(new Wait(leg.until(), leg.signal()));
    }

    private static Decision backward(MigrationHistory history, Instant now, Set<StepId> running) {
        if (!running.isEmpty()) {
            return new Decision.AwaitRunning();
        }
        Optional<StepHistory> next = history.toUndo().stream().findFirst();
        if (next.isEmpty()) {
            return new Decision.FinishRollback();
        }
        StepLeg leg = next.get().backward();
        if (leg.state() == LegState.FAILED) {
            return new Decision.StopRollback(leg.failure().orElseThrow());
        }
        if (history.standing().pauseRequested()) {
            return new Decision.Pause();
        }
        if (leg.state() == LegState.BLOCKED
                || remainingOwnWait(history, leg, now).isPresent()) {
            return new Decision.Leave();
        }
        StepId step = next.get().value().id();
        return leg.state() == LegState.PENDING && next.get().cleansUp() && !history.isCleanupBegun()
                ? cleanupWait(history, now)
                        .<Decision>map(wait -> new Decision.BeginWait(step, true, wait))
                        .orElseGet(() -> new Decision.Run(List.of(step), true))
                : new Decision.Run(List.of(step), true);
    }

    /** All that restores is done: what is left over is kept for a time, or until a person says so (R4, R5). */
    private static Optional<Wait> cleanupWait(MigrationHistory history, Instant now) {
        Optional<Duration> keep = history.keepAfterRollback();
        return keep.filter(Duration::isZero).isPresent() || history.signals().contains(ExecutionOptions.CLEAN_UP)
                ? Optional.empty()
                : Optional.of(new Wait(keep.map(now::plus), Optional.of(ExecutionOptions.CLEAN_UP)));
    }
}
