package dev.passage.migration.executor;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.Timeout;
import dev.failsafe.TimeoutExceededException;
import dev.passage.migration.step.Retry;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Retry, backoff and timeout of a step; the one home of Failsafe. A timeout interrupts the attempt and calls its cancel hook,
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
            return Failsafe.with(
                            policy(retry, failedBefore, onRetry),
                            Timeout.<T>builder(timeout).withInterrupt().build())
                    .with(timer)
                    .get(execution -> once(execution, attempt, onCancel));
        } catch (FailsafeException wrapped) {
            if (wrapped.getCause() instanceof Exception cause && wrapped.getClass() == FailsafeException.class) {
                throw cause;
            }
            throw wrapped;
        }
    }

    /** Whether an attempt was ended because it took longer than it may. */
    static boolean isTimeout(Throwable thrown) {
        return thrown instanceof TimeoutExceededException;
    }

    private static <T> T once(ExecutionContext<T> execution, Attempt<T> attempt, Runnable onCancel) throws Exception {
        execution.onCancel(onCancel::run);
        return attempt.run();
    }

    private static <T> RetryPolicy<T> policy(Retry retry, int failedBefore, Consumer<Throwable> onRetry) {
        RetryPolicyBuilder<T> policy = RetryPolicy.<T>builder()
                .handleIf(thrown -> FailureDescription.isRetryable(thrown))
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
