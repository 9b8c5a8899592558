package dev.passage.migration.adapter.shadow;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.core.metrics.LockFreeSlidingTimeWindowMetrics;
import io.github.resilience4j.core.metrics.Metrics;
import io.github.resilience4j.core.metrics.Snapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is known of the new adapter since a stage was entered: the bulkhead around it, and its rates over a sliding window and in all
 * (A2). Safe for use by several threads. Nothing of it survives the process.
 *
 * @since 0.1.0
 */
public final class ReplacementHealth {
    private final long slowNanos;
    private final RunningCalls running = new RunningCalls();
    private final Bulkhead bulkhead;
    private final Metrics calls;
    private final Metrics comparisons;
    private final LongAdder called = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final LongAdder compared = new LongAdder();
    private final LongAdder different = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private final LongAdder overdue = new LongAdder();
    private final LongAdder uncompared = new LongAdder();
    private final LongAdder keysFailed = new LongAdder();

    /**
     * Creates it, with nothing known.
     *
     * @param settings how the new adapter is watched
     */
    public ReplacementHealth(HealthSettings settings) {
        int seconds = Math.toIntExact(settings.window().toSeconds());
        slowNanos = settings.slowerThan().toNanos();
        calls = new LockFreeSlidingTimeWindowMetrics(seconds);
        comparisons = new LockFreeSlidingTimeWindowMetrics(seconds);
        bulkhead = Bulkhead.of(
                "replacement",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.concurrent())
                        .maxWaitDuration(Duration.ZERO)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    boolean tryEnter() {
        return bulkhead.tryAcquirePermission();
    }

    void leave() {
        bulkhead.releasePermission();
    }

    /**
     * A call of the new adapter that has not come back.
     *
     * @since 0.1.0
     */
    public static final class Running {
        private final long start;
        private final int slot;

        private Running(long start, int slot) {
            this.start = start;
            this.slot = slot;
        }
    }

    /**
     * Notes that a call of the new adapter begins. While it has not come back it counts as slow from the moment on that it is, so that
     * an adapter that hangs for ever is noticed (A2).
     *
     * @return the call, to be given to {@link #ended}
     */
    public Running begun() {
        long start = System.nanoTime();
        return new Running(start, running.begin(start));
    }

    /**
     * Notes that a call of the new adapter has come back.
     *
     * @param call the call
     * @param failure whether it failed
     */
    public void ended(Running call, boolean failure) {
        running.end(call.slot);
        called(System.nanoTime() - call.start, failure);
    }

    void called(long nanos, boolean failure) {
        boolean late = nanos > slowNanos;
        called.increment();
        if (failure) {
            failed.increment();
        }
        if (late) {
            slow.increment();
        }
        calls.record(nanos, TimeUnit.NANOSECONDS, outcome(failure, late));
    }

    void compared(boolean same) {
        compared.increment();
        if (!same) {
            different.increment();
        }
        comparisons.record(0, TimeUnit.NANOSECONDS, outcome(!same, false));
    }

    void shed() {
        shed.increment();
    }

    void overdue() {
        overdue.increment();
    }

    /** Notes a call whose answers could not be compared. */
    public void uncompared() {
        uncompared.increment();
    }

    /** Notes a call whose key could not be named. */
    public void keyFailed() {
        keysFailed.increment();
    }

    /**
     * Returns the rates over the window.
     *
     * @return the rates
     */
    public Rates recent() {
        Snapshot answers = comparisons.getSnapshot();
        Snapshot made = calls.getSnapshot();
        long late = stillRunning();
        return new Rates(
                answers.getTotalNumberOfCalls(),
                answers.getNumberOfFailedCalls(),
                made.getTotalNumberOfCalls() + late,
                made.getNumberOfFailedCalls(),
                made.getTotalNumberOfSlowCalls() + late);
    }

    /**
     * Returns the rates since the stage was entered.
     *
     * @return the rates
     */
    public Rates sinceEntered() {
        long late = stillRunning();
        return new Rates(compared.sum(), different.sum(), called.sum() + late, failed.sum(), slow.sum() + late);
    }

    /** How many calls have not come back although they are slow by now. */
    private long stillRunning() {
        return running.runningLongerThan(slowNanos, System.nanoTime());
    }

    /**
     * Returns how many shadow calls were left out, because as many as may ran already, or the executor took no more.
     *
     * @return the number
     */
    public long shedCalls() {
        return shed.sum();
    }

    /**
     * Returns how many shadow calls took longer than they may; each is counted as an error too.
     *
     * @return the number
     */
    public long overdueCalls() {
        return overdue.sum();
    }

    /**
     * Returns how many calls could not be compared.
     *
     * @return the number
     */
    public long uncomparedCalls() {
        return uncompared.sum();
    }

    /**
     * Returns how many calls the old adapter answered because their key could not be named.
     *
     * @return the number
     */
    public long callsWithoutKey() {
        return keysFailed.sum();
    }

    private static Metrics.Outcome outcome(boolean failure, boolean late) {
        if (failure) {
            return late ? Metrics.Outcome.SLOW_ERROR : Metrics.Outcome.ERROR;
        }
        return late ? Metrics.Outcome.SLOW_SUCCESS : Metrics.Outcome.SUCCESS;
    }
}
