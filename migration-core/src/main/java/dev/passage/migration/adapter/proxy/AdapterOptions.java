package dev.passage.migration.adapter.proxy;

import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.ValueCopier;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.recording.Mismatch;
import dev.passage.migration.adapter.shadow.HealthSettings;
import dev.passage.migration.adapter.shadow.ShadowSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host says about the adapter that is replaced. Immutable.
 *
 * @since 0.1.0
 */
public final class AdapterOptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Builder parts;

    private AdapterOptions(Builder parts) {
        this.parts = parts;
    }

    /**
     * Returns options to be filled.
     *
     * @param name what the adapter is called in plans, in the journal and in messages: 1 to 100 letters, digits, dots, underscores or
     *     hyphens, the same on each instance
     * @return the builder
     * @throws IllegalArgumentException if it is no such name
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    String name() {
        return parts.name;
    }

    BucketKey key() {
        return parts.key.orElse(call -> Optional.empty());
    }

    boolean hasKey() {
        return parts.key.isPresent();
    }

    Set<String> allowedTwice() {
        return parts.allowedTwice;
    }

    Optional<CallRecording> recording() {
        return parts.recording;
    }

    Predicate<Throwable> isError() {
        return parts.isError;
    }

    HealthSettings health() {
        return parts.health;
    }

    OutcomeComparator comparator() {
        return parts.comparator;
    }

    Runnable whenRetired() {
        return parts.whenRetired;
    }

    Optional<ShadowSettings> shadow() {
        Executor executor = parts.executor;
        ScheduledExecutorService timer = parts.timer;
        return executor == null || timer == null
                ? Optional.empty()
                : Optional.of(new ShadowSettings(
                        executor,
                        timer,
                        parts.limit,
                        parts.comparator,
                        parts.redactor,
                        parts.copier,
                        parts.mismatches,
                        parts.clock));
    }

    /**
     * Gathers the options. Used by one thread.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final String name;
        private Optional<BucketKey> key = Optional.empty();
        private Set<String> allowedTwice = Set.of();
        private Optional<CallRecording> recording = Optional.empty();
        private Predicate<Throwable> isError = thrown -> true;
        private HealthSettings health = new HealthSettings(Duration.ofMinutes(1), Duration.ofSeconds(1), 8);
        private Runnable whenRetired = () -> {};
        private Duration limit = Duration.ofSeconds(5);
        private OutcomeComparator comparator = OutcomeComparator.byEquals();
        private CallRedactor redactor = CallRedactor.keepingAll();
        private ValueCopier copier = ValueCopier.ofArrays();
        private Consumer<Mismatch> mismatches = mismatch -> {};
        private Clock clock = Clock.systemUTC();
        private @Nullable Executor executor;
        private @Nullable ScheduledExecutorService timer;

        private Builder(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "The name of an adapter needs 1 to 100 letters, digits, dots, underscores or hyphens.");
            }
            this.name = name;
        }

        /**
         * Names what decides which adapter answers a call of a canary.
         *
         * @param bucketKey the key; without one there is no canary
         * @return this
         */
        public Builder key(BucketKey bucketKey) {
            key = Optional.of(bucketKey);
            return this;
        }

        /**
         * Sets where shadow calls run. Without it there is no shadow.
         *
         * @param pool runs them; one that runs them on the caller's thread or refuses them makes none
         * @param alarms ends those that take too long
         * @return this
         */
        public Builder shadowOn(Executor pool, ScheduledExecutorService alarms) {
            executor = Objects.requireNonNull(pool, "pool");
            timer = Objects.requireNonNull(alarms, "alarms");
            return this;
        }

        /**
         * Sets how many shadow calls may run at once and how long each may take; 8 and 5 seconds if not said.
         *
         * @param concurrent how many, 1 or more
         * @param longest how long
         * @return this
         * @throws IllegalArgumentException if the number is out of range
         */
        public Builder shadowLimits(int concurrent, Duration longest) {
            health = new HealthSettings(health.window(), health.slowerThan(), concurrent);
            limit = Objects.requireNonNull(longest, "longest");
            return this;
        }

        /**
         * Sets what rates are taken from; a minute and a second if not said.
         *
         * @param window how far the sliding window reaches back, 1 second to 1 hour
         * @param slowerThan from which duration on a call is slow
         * @return this
         * @throws IllegalArgumentException if the window is out of range
         */
        public Builder rates(Duration window, Duration slowerThan) {
            health = new HealthSettings(window, slowerThan, health.concurrent());
            return this;
        }

        /**
         * Sets which exceptions of the new adapter are errors; all if not said. An answer like {@code NotFoundException} is none.
         *
         * @param predicate whether one is
         * @return this
         */
        public Builder countingAsError(Predicate<Throwable> predicate) {
            isError = Objects.requireNonNull(predicate, "predicate");
            return this;
        }

        /**
         * Sets how answers are compared; by {@code equals} if not said.
         *
         * @param rule the comparator
         * @return this
         */
        public Builder comparing(OutcomeComparator rule) {
            comparator = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Sets what is taken out of kept mismatches; nothing if not said.
         *
         * @param rule the redactor
         * @return this
         */
        public Builder redacting(CallRedactor rule) {
            redactor = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Sets how values are copied that both adapters would share; only arrays are if not said.
         *
         * @param rule the copier
         * @return this
         */
        public Builder copying(ValueCopier rule) {
            copier = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /**
         * Sets who is told each mismatch, on a thread of the host's executor.
         *
         * @param listener the listener
         * @return this
         */
        public Builder onMismatch(Consumer<Mismatch> listener) {
            mismatches = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Allows operations to run twice whatever their names or declarations say.
         *
         * @param operations their names, with or without the types of their parameters
         * @return this
         */
        public Builder allowingTwice(String... operations) {
            allowedTwice = Set.of(operations);
            return this;
        }

        /**
         * Sets where calls of the old adapter are recorded.
         *
         * @param calls the recording
         * @return this
         */
        public Builder recording(CallRecording calls) {
            recording = Optional.of(calls);
            return this;
        }

        /**
         * Sets what is called once when the old adapter has been let go on this instance, for example to close it.
         *
         * @param hook what to call; an exception of it is logged
         * @return this
         */
        public Builder whenRetired(Runnable hook) {
            whenRetired = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /**
         * Sets the clock; the system's if not said.
         *
         * @param other the clock
         * @return this
         */
        public Builder clock(Clock other) {
            clock = Objects.requireNonNull(other, "other");
            return this;
        }

        /**
         * Returns the options.
         *
         * @return the options
         */
        public AdapterOptions build() {
            Builder copy = new Builder(name);
            copy.key = key;
            copy.allowedTwice = allowedTwice;
            copy.recording = recording;
            copy.isError = isError;
            copy.health = health;
            copy.whenRetired = whenRetired;
            copy.limit = limit;
            copy.comparator = comparator;
            copy.redactor = redactor;
            copy.copier = copier;
            copy.mismatches = mismatches;
            copy.clock = clock;
            copy.executor = executor;
            copy.timer = timer;
            return new AdapterOptions(copy);
        }
    }
}
