package dev.passage.migration.adapter.shadow;

import dev.passage.migration.adapter.AdapterCall;
import dev.passage.migration.adapter.CallOutcome;
import dev.passage.migration.adapter.operation.OperationRules;
import dev.passage.migration.adapter.operation.Target;
import dev.passage.migration.adapter.recording.Mismatch;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of the new adapter beside the old one, on a thread of the host's. It is interrupted when it takes too long; one that does
 * not heed that keeps its place in the bulkhead, so that no more than the bulkhead holds can ever hang.
 */
final class ShadowCall implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ShadowCall.class);

    private final Target replacement;
    private final ShadowSettings settings;
    private final ReplacementHealth health;
    private final Method method;
    private final @Nullable Object[] arguments;
    private final CallOutcome old;
    private final Thread caller = Thread.currentThread();
    private final AtomicBoolean inside = new AtomicBoolean(true);
    private @Nullable Thread runner;
    private boolean rang;

    ShadowCall(
            Target replacement,
            ShadowSettings settings,
            ReplacementHealth health,
            Method method,
            @Nullable Object[] arguments,
            CallOutcome old) {
        this.replacement = replacement;
        this.settings = settings;
        this.health = health;
        this.method = method;
        this.arguments = arguments;
        this.old = old;
    }

    /** Gives its place back without running. */
    void abandon() {
        if (inside.compareAndSet(true, false)) {
            health.shed();
            health.leave();
        }
    }

    @Override
    public void run() {
        if (Thread.currentThread().equals(caller)) {
            abandon();
            return;
        }
        try {
            watched();
        } catch (RuntimeException | Error unexpected) {
            health.uncompared();
            log.atWarn()
                    .addKeyValue("operation", AdapterCall.operationOf(method))
                    .addKeyValue("problem", unexpected.getClass().getName())
                    .log("A shadow call could not be made or compared");
        } finally {
            if (inside.compareAndSet(true, false)) {
                health.leave();
            }
        }
    }

    private void watched() {
        synchronized (this) {
            runner = Thread.currentThread();
        }
        ScheduledFuture<?> alarm =
                settings.timer().schedule(this::ring, settings.limit().toNanos(), TimeUnit.NANOSECONDS);
        long start = System.nanoTime();
        Optional<CallOutcome> outcome;
        boolean late;
        try {
            outcome = outcome();
        } finally {
            late = ended(alarm);
        }
        boolean failure = late || onlyReplacementThrew(outcome);
        if (!late) {
            health.called(System.nanoTime() - start, failure);
            outcome.ifPresentOrElse(this::compare, health::uncompared);
        }
    }

    private boolean onlyReplacementThrew(Optional<CallOutcome> outcome) {
        return outcome.filter(CallOutcome.Threw.class::isInstance).isPresent() && old instanceof CallOutcome.Returned;
    }

    private Optional<CallOutcome> outcome() {
        try {
            Object result = replacement.call(method, arguments);
            if (result instanceof CompletionStage<?> stage) {
                return settled(stage);
            }
            return result != null && OperationRules.isReadOnce(result.getClass())
                    ? Optional.empty()
                    : Optional.of(new CallOutcome.Returned(Optional.ofNullable(result)));
        } catch (Throwable thrown) {
            // also what an adapter must not throw: this thread is the host's, and must not end by it
            return Optional.of(new CallOutcome.Threw(thrown));
        }
    }

    private Optional<CallOutcome> settled(CompletionStage<?> stage) {
        try {
            Object value = stage.toCompletableFuture().get(settings.limit().toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(new CallOutcome.Returned(Optional.ofNullable(value)));
        } catch (ExecutionException | CompletionException failed) {
            return Optional.of(new CallOutcome.Threw(failed.getCause() == null ? failed : failed.getCause()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    private synchronized void ring() {
        Thread running = runner;
        if (running != null) {
            rang = true;
            health.overdue();
            health.called(settings.limit().toNanos(), true);
            running.interrupt();
        }
    }

    /** After this no interrupt of the alarm can come any more, and one that has come is taken back. */
    private synchronized boolean ended(ScheduledFuture<?> alarm) {
        runner = null;
        alarm.cancel(false);
        if (rang) {
            Thread.interrupted();
        }
        return rang;
    }

    private void compare(CallOutcome given) {
        Optional<CallOutcome> expected = expected();
        if (expected.isEmpty()) {
            health.uncompared();
            return;
        }
        AdapterCall call = new AdapterCall(method, arguments);
        try {
            boolean same = settings.comparator().same(call, expected.get(), given);
            health.compared(same);
            if (!same) {
                tell(mismatch(call, expected.get(), given));
            }
        } catch (Exception | LinkageError | AssertionError | StackOverflowError incomparable) {
            health.compared(false);
            tell(mismatch(call, expected.get(), given).map(found -> found.as(Mismatch.Kind.COMPARATOR_FAILED)));
        }
    }

    private Optional<CallOutcome> expected() {
        return old instanceof CallOutcome.Returned returned
                        && returned.value().orElse("") instanceof CompletionStage<?> stage
                ? settled(stage)
                : Optional.of(old);
    }

    private Optional<Mismatch> mismatch(AdapterCall call, CallOutcome expected, CallOutcome given) {
        try {
            return Optional.of(Mismatch.of(
                    call, expected, given, settings.redactor(), settings.clock().instant()));
        } catch (RuntimeException unredacted) {
            log.atWarn()
                    .addKeyValue("operation", call.operation())
                    .addKeyValue("problem", unredacted.getClass().getName())
                    .log("A mismatch is not kept, because it could not be redacted");
            return Optional.empty();
        }
    }

    private void tell(Optional<Mismatch> found) {
        found.ifPresent(settings.mismatches());
    }
}
