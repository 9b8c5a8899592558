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
import java.util.function.Consumer;

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

    <T> T run(
            Retry retry,
            int failedBefore,
            Duration timeout,
            Attempt<T> attempt,
            Runnable onCancel,
            Consumer<Throwable> onRetry)
            throws Exception {
        try {
            return Failsafe.with(Attempts.<T>policy(retry, failedBefore, onRetry))
                    .get(() -> once(timeout, attempt, onCancel));
        } catch (FailsafeException wrapped) {
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

    /** An attempt took longer than it may. */
    private static final class TimedOut extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static <T> RetryPolicy<T> policy(Retry retry, int failedBefore, Consumer<Throwable> onRetry) {
        RetryPolicyBuilder<T> policy = RetryPolicy.<T>builder()
                .handleIf(thrown -> FailureClass.of(thrown).isWorthAnotherAttempt())
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
