package dev.passage.migration.executor;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.passage.migration.step.Retry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Retry, backoff and timeout of a step; the one home of Failsafe, which retries. A timeout interrupts the attempt and calls its cancel hook,
 * because an interrupt alone does not stop a JDBC call.
 */
final class Attempts {
    private final ScheduledExecutorService timer;

    Attempts(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** One attempt of a step. */
    interface Attempt<T> {
        T run() throws Exception;
    }

    /** Returns what an attempt returned; throws what the last one threw, or {@link Stopped} when it was to stop between two. */
    <T> T run(
            Retry retry,
            int failedBefore,
            Duration timeout,
            Attempt<T> attempt,
            Runnable onCancel,
            Consumer<Throwable> onRetry,
            BooleanSupplier stop)
            throws Exception {
        Rest rest = new Rest(timer, stop);
        Consumer<Throwable> onFailure = failure -> {
            try {
                onRetry.accept(failure);
            } finally {
                rest.begin();
            }
        };
        try {
            return Failsafe.with(Attempts.<T>policy(retry, failedBefore, onFailure))
                    .get(() -> {
                        rest.end();
                        return once(timeout, attempt, onCancel);
                    });
        } catch (FailsafeException wrapped) {
            rest.end();
            if (wrapped.getCause() instanceof Exception cause && wrapped.getClass() == FailsafeException.class) {
                throw cause;
            }
            throw wrapped;
        }
    }

    /** Whether an attempt was ended because it took longer than it may. */
    static boolean isTimeout(Throwable thrown) {
        return thrown instanceof TimedOut;
    }

    private <T> T once(Duration timeout, Attempt<T> attempt, Runnable onCancel) throws Exception {
        Watch watch = new Watch(Thread.currentThread(), onCancel);
        ScheduledFuture<?> alarm = timer.schedule(watch::ring, timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            T result = attempt.run();
            watch.end();
            return result;
        } catch (Exception failure) {
            watch.end();
            throw failure;
        } finally {
            alarm.cancel(false);
        }
    }

    /**
     * Ends an attempt that takes too long. Ours, because Failsafe's own timeout of a synchronous attempt starts a thread of the
     * process that no engine can end (H1).
     */
    private static final class Watch {
        private final Thread runner;
        private final Runnable onCancel;
        private boolean rang;
        private boolean ended;

        Watch(Thread runner, Runnable onCancel) {
            this.runner = runner;
            this.onCancel = onCancel;
        }

        synchronized void ring() {
            if (!ended) {
                rang = true;
                onCancel.run();
                runner.interrupt();
            }
        }

        /** After this no interrupt of the watch can come any more, and one that has come is taken back. */
        synchronized void end() throws TimedOut {
            ended = true;
            if (rang) {
                Thread.interrupted();
                throw new TimedOut();
            }
        }
    }

    /** The wait between two attempts, which Failsafe sleeps: looks again and again whether to go on at all. */
    private static final class Rest {
        private static final long LOOK_MILLIS = 50;

        private final ScheduledExecutorService timer;
        private final BooleanSupplier stop;
        private final Thread runner = Thread.currentThread();
        private @Nullable ScheduledFuture<?> looking;
        private boolean woken;

        Rest(ScheduledExecutorService timer, BooleanSupplier stop) {
            this.timer = timer;
            this.stop = stop;
        }

        synchronized void begin() {
            looking = timer.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }

        private synchronized void look() {
            if (looking != null && !woken && stop.getAsBoolean()) {
                woken = true;
                runner.interrupt();
            }
        }

        /** After this no interrupt of the rest can come any more, and one that has come is taken back. */
        synchronized void end() throws Stopped {
            if (looking != null) {
                looking.cancel(false);
                looking = null;
            }
            if (woken) {
                Thread.interrupted();
                throw new Stopped();
            }
        }
    }

    /** It was asked to stop between two attempts. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** An attempt took longer than it may. */
    private static final class TimedOut extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static <T> RetryPolicy<T> policy(Retry retry, int failedBefore, Consumer<Throwable> onRetry) {
        RetryPolicyBuilder<T> policy = RetryPolicy.<T>builder()
                .handleIf(thrown ->
                        !(thrown instanceof Stopped) && FailureClass.of(thrown).isWorthAnotherAttempt())
                .withMaxAttempts(Math.max(1, retry.attempts() - failedBefore))
                .onRetryScheduled(event -> onRetry.accept(event.getLastException()));
        if (retry.firstDelay().isZero()) {
            return policy.build();
        }
        if (retry.factor() > 1 && retry.maxDelay().compareTo(retry.firstDelay()) > 0) {
            policy.withBackoff(retry.firstDelay(), retry.maxDelay(), retry.factor());
        } else {
            policy.withDelay(retry.firstDelay());
        }
        return retry.jitter() > 0 ? policy.withJitter(retry.jitter()).build() : policy.build();
    }
}
