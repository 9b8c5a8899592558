package dev.passage.migration.adapter.analysis;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.RecordedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes recorded calls again at both adapters, one after the other, and compares the answers of now (A3). Calls that may not run
 * twice are left out, so it changes nothing.
 *
 * <p>Used by one thread. It takes as long as the adapters do, unless {@link #within} bounds that.
 *
 * @since 0.1.0
 */
public final class Replay {
    private static final int MOST_OVERDUE = 3;

    private final Target old;
    private final Target replacement;
    private final OperationRules rules;
    private final OutcomeComparator comparator;
    private final Optional<Bounds> bounds;

    /** Where calls are made, and how long each may take. */
    private record Bounds(Executor executor, Duration limit) {}

    /**
     * Creates it, without a bound on how long a call may take.
     *
     * @param old the old adapter
     * @param replacement the new one
     * @param rules what may run twice
     * @param comparator whether two answers are the same
     */
    public Replay(Target old, Target replacement, OperationRules rules, OutcomeComparator comparator) {
        this(old, replacement, rules, comparator, Optional.empty());
    }

    private Replay(
            Target old,
            Target replacement,
            OperationRules rules,
            OutcomeComparator comparator,
            Optional<Bounds> bounds) {
        this.old = Objects.requireNonNull(old, "old");
        this.replacement = Objects.requireNonNull(replacement, "replacement");
        this.rules = Objects.requireNonNull(rules, "rules");
        this.comparator = Objects.requireNonNull(comparator, "comparator");
        this.bounds = bounds;
    }

    /**
     * Returns the same replay with a bound on each call, so that an adapter that hangs for ever cannot hold it.
     *
     * @param executor makes the calls, on threads that it interrupts when they take too long
     * @param limit how long one may take, longer than zero
     * @return the replay
     */
    public Replay within(Executor executor, Duration limit) {
        return new Replay(old, replacement, rules, comparator, Optional.of(new Bounds(executor, limit)));
    }

    /**
     * What a replay found.
     *
     * @param replayed how many calls were made again
     * @param leftOut how many were not, because they may not run twice or cannot be compared, or the replay was given up
     * @param different the operations of the calls that were answered differently or too late, one entry per call
     * @param givenUp whether the replay ended early, after three calls that took too long
     * @since 0.1.0
     */
    public record Result(long replayed, long leftOut, List<String> different, boolean givenUp) {
        /** Copies the list. */
        public Result {
            different = List.copyOf(different);
        }
    }

    /**
     * Replays calls.
     *
     * @param calls the calls
     * @return what was found
     * @throws java.util.concurrent.RejectedExecutionException if the executor takes no call
     * @throws IllegalStateException if the thread is interrupted while it waits for a call
     */
    public Result run(List<RecordedCall> calls) {
        long replayed = 0;
        int overdue = 0;
        List<String> different = new ArrayList<>();
        for (RecordedCall recorded : calls) {
            AdapterCall call = recorded.call();
            if (overdue < MOST_OVERDUE && rules.of(call.method()).mayRunTwice()) {
                replayed++;
                try {
                    if (!same(call)) {
                        different.add(call.operation());
                    }
                } catch (TimeoutException late) {
                    different.add(call.operation());
                    overdue++;
                }
            }
        }
        return new Result(replayed, calls.size() - replayed, different, overdue == MOST_OVERDUE);
    }

    private boolean same(AdapterCall call) throws TimeoutException {
        CallOutcome expected = bounded(old, call);
        CallOutcome given = bounded(replacement, call);
        try {
            return comparator.same(call, expected, given);
        } catch (Exception incomparable) {
            return false;
        }
    }

    private CallOutcome bounded(Target target, AdapterCall call) throws TimeoutException {
        if (bounds.isEmpty()) {
            return outcome(target, call);
        }
        FutureTask<CallOutcome> task = new FutureTask<>(() -> outcome(target, call));
        bounds.get().executor().execute(task);
        try {
            return task.get(bounds.get().limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("A replayed call could not be made.", impossible.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A replay of recorded calls was interrupted. Start it again.", interrupted);
        } finally {
            task.cancel(true);
        }
    }

    private static CallOutcome outcome(Target target, AdapterCall call) {
        try {
            Object result = target.call(call.method(), call.arguments());
            Object settled = result instanceof CompletionStage<?> stage
                    ? stage.toCompletableFuture().join()
                    : result;
            return new CallOutcome.Returned(Optional.ofNullable(settled));
        } catch (CompletionException failed) {
            return new CallOutcome.Threw(failed.getCause() == null ? failed : failed.getCause());
        } catch (Throwable thrown) { // whatever an adapter throws is its answer
            return new CallOutcome.Threw(thrown);
        }
    }
}
