package dev.passage.migration.adapter.analysis;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.RecordedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Makes recorded calls again at both adapters, one after the other, and compares the answers of now (A3). Calls that may not run
 * twice are left out, so it changes nothing.
 *
 * <p>Used by one thread; it takes as long as the adapters do.
 *
 * @since 0.1.0
 */
public final class Replay {
    private final Target old;
    private final Target replacement;
    private final OperationRules rules;
    private final OutcomeComparator comparator;

    /**
     * Creates it.
     *
     * @param old the old adapter
     * @param replacement the new one
     * @param rules what may run twice
     * @param comparator whether two answers are the same
     */
    public Replay(Target old, Target replacement, OperationRules rules, OutcomeComparator comparator) {
        this.old = Objects.requireNonNull(old, "old");
        this.replacement = Objects.requireNonNull(replacement, "replacement");
        this.rules = Objects.requireNonNull(rules, "rules");
        this.comparator = Objects.requireNonNull(comparator, "comparator");
    }

    /**
     * What a replay found.
     *
     * @param replayed how many calls were made again
     * @param leftOut how many were not, because they may not run twice or cannot be compared
     * @param different the operations of the calls that were answered differently, one entry per call
     * @since 0.1.0
     */
    public record Result(long replayed, long leftOut, List<String> different) {
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
     */
    public Result run(List<RecordedCall> calls) {
        long replayed = 0;
        List<String> different = new ArrayList<>();
        for (RecordedCall recorded : calls) {
            AdapterCall call = recorded.call();
            if (rules.of(call.method()).mayRunTwice()) {
                replayed++;
                if (!same(call)) {
                    different.add(call.operation());
                }
            }
        }
        return new Result(replayed, calls.size() - replayed, different);
    }

    private boolean same(AdapterCall call) {
        try {
            return comparator.same(call, outcome(old, call), outcome(replacement, call));
        } catch (Exception incomparable) {
            return false;
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
