package dev.passage.migration.adapter.proxy;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.shadow.ReplacementHealth;
import dev.passage.migration.adapter.shadow.ShadowCalls;
import dev.passage.migration.adapter.stage.Buckets;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where calls go in one stage. Immutable: a stage is changed by one assignment, and a call that has begun ends where it began. */
sealed interface Route {

    /** The arguments of an operation that has none. */
    @Nullable
    Object[] NO_ARGUMENTS = {};

    /** Passes a call on. */
    @Nullable
    Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;

    /** All to one adapter. */
    record Direct(Target target) implements Route {
        @Override
        public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            return target.call(method, arguments);
        }
    }

    /** All to the old adapter, some of them recorded. */
    record Recorded(Target old, CallRecording recording) implements Route {
        @Override
        public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            if (!recording.samples()) {
                return old.call(method, arguments);
            }
            AdapterCall call = new AdapterCall(method, arguments == null ? NO_ARGUMENTS : arguments);
            try {
                Object result = old.call(method, arguments);
                recording.record(call, new CallOutcome.Returned(Optional.ofNullable(result)));
                return result;
            } catch (Throwable thrown) {
                recording.record(call, new CallOutcome.Threw(thrown));
                throw thrown;
            }
        }
    }

    /** All answered by the old adapter; a sample of those that may run twice goes to the new one as well. */
    record Shadowed(Target old, ShadowCalls shadow, Map<Method, Boolean> twice, Percentage sample) implements Route {
        @Override
        public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            boolean shadowed = ThreadLocalRandom.current().nextInt(Percentage.ALL_BASIS_POINTS) < sample.basisPoints()
                    && twice.getOrDefault(method, false);
            return shadowed ? shadow.call(old, method, arguments) : old.call(method, arguments);
        }
    }

    /** The calls of some keys to the new adapter, measured, all others to the old one. */
    record Canary(
            Route old, Measured replacement, BucketKey key, Buckets buckets, Percentage share, ReplacementHealth health)
            implements Route {
        @Override
        public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            return isChosen(method, arguments) ? replacement.call(method, arguments) : old.call(method, arguments);
        }

        private boolean isChosen(Method method, @Nullable Object @Nullable [] arguments) {
            try {
                return key.of(new AdapterCall(method, arguments == null ? NO_ARGUMENTS : arguments))
                        .filter(name -> buckets.holds(name, share))
                        .isPresent();
            } catch (RuntimeException unnamed) {
                health.keyFailed();
                return false;
            }
        }
    }

    /** All to the new adapter, one of so many measured. */
    record Measured(Target replacement, ReplacementHealth health, Predicate<Throwable> isError, int oneOf)
            implements Route {
        @Override
        public @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            if (oneOf > 1 && ThreadLocalRandom.current().nextInt(oneOf) != 0) {
                return replacement.call(method, arguments);
            }
            ReplacementHealth.Running call = health.begun();
            Object result;
            try {
                result = replacement.call(method, arguments);
            } catch (Throwable thrown) {
                health.ended(call, counts(thrown));
                throw thrown;
            }
            if (result instanceof CompletionStage<?> stage) {
                endWith(stage, call);
            } else {
                health.ended(call, false);
            }
            return result;
        }

        /** What comes later is judged when it comes. */
        private void endWith(CompletionStage<?> stage, ReplacementHealth.Running call) {
            try {
                stage.whenComplete((value, thrown) -> health.ended(call, thrown != null && counts(causeOf(thrown))));
            } catch (RuntimeException unwatched) {
                health.ended(call, false);
            }
        }

        private static Throwable causeOf(Throwable thrown) {
            return thrown instanceof CompletionException
                    ? Objects.requireNonNullElse(thrown.getCause(), thrown)
                    : thrown;
        }

        private boolean counts(Throwable thrown) {
            try {
                return isError.test(thrown);
            } catch (RuntimeException undecided) {
                return true;
            }
        }
    }
}
