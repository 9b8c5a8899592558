package dev.passage.migration.adapter.shadow;

import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.ValueCopier;
import dev.passage.migration.adapter.recording.Mismatch;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * How shadow calls are made and compared.
 *
 * @param executor where they run, the host's
 * @param timer ends those that take too long, the host's
 * @param limit how long one may take
 * @param comparator whether two answers are the same
 * @param redactor takes out of mismatches what must not be kept
 * @param copier copies what both adapters would share
 * @param mismatches is told each mismatch, on a thread of the executor
 * @param clock the clock
 * @since 0.1.0
 */
public record ShadowSettings(
        Executor executor,
        ScheduledExecutorService timer,
        Duration limit,
        OutcomeComparator comparator,
        CallRedactor redactor,
        ValueCopier copier,
        Consumer<Mismatch> mismatches,
        Clock clock) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the limit is not longer than zero
     */
    public ShadowSettings {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(timer, "timer");
        Objects.requireNonNull(comparator, "comparator");
        Objects.requireNonNull(redactor, "redactor");
        Objects.requireNonNull(copier, "copier");
        Objects.requireNonNull(mismatches, "mismatches");
        Objects.requireNonNull(clock, "clock");
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("A shadow call needs a limit longer than zero, not " + limit + ".");
        }
    }
}
