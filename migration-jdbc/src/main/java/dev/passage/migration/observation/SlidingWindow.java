package dev.passage.migration.observation;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What was seen of one tenant in the seconds before now; a circuit breaker that only measures. */
final class SlidingWindow {
    private final RuntimeException anyFailure = new IllegalStateException("A transaction failed.");
    private final Instant since;
    private final CircuitBreaker measure;

    SlidingWindow(Observation observation, Clock clock) {
        this.since = clock.instant();
        this.measure = CircuitBreaker.of(
                "observation",
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindow((int) observation.window().toSeconds(), 1, SlidingWindowType.TIME_BASED)
                        .slowCallDurationThreshold(observation.slowFrom().minusNanos(1))
                        .writableStackTraceEnabled(false)
                        .build());
        measure.transitionToMetricsOnlyState();
    }

    Instant since() {
        return since;
    }

    void add(Duration took, boolean failed) {
        if (failed) {
            measure.onError(took.toNanos(), TimeUnit.NANOSECONDS, anyFailure);
        } else {
            measure.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    Rates rates() {
        CircuitBreaker.Metrics seen = measure.getMetrics();
        // read one after another while transactions end, so a later number may know of more than an earlier one
        int slow = seen.getNumberOfSlowCalls();
        int failed = seen.getNumberOfFailedCalls();
        return new Rates(Math.max(seen.getNumberOfBufferedCalls(), Math.max(slow, failed)), failed, slow);
    }
}
