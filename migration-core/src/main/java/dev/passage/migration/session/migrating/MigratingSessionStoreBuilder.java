package dev.passage.migration.session.migrating;

import dev.passage.migration.MigrationController;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.session.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Describes the store of a host. Used by one thread.
 *
 * @since 0.1.0
 */
public final class MigratingSessionStoreBuilder {
    private static final int LONGEST = 100;

    final String name;
    private @Nullable SessionStore source;
    private @Nullable SessionStore target;
    private @Nullable Journal journal;

    @Nullable
    MigrationController controller;

    Clock clock = Clock.systemUTC();
    Duration followWithin = Duration.ofSeconds(5);
    Duration holdLimit = Duration.ofSeconds(30);
    Duration rest = Duration.ofSeconds(1);
    Duration keepsTombstones = Duration.ofHours(1);
    Executor executor = Runnable::run;

    MigratingSessionStoreBuilder(String name) {
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IllegalArgumentException("The name of a migrating store needs 1 to " + LONGEST
                    + " characters, but has " + name.length() + ".");
        }
        this.name = name;
    }

    /**
     * Names where the sessions are.
     *
     * @param store the store
     * @return this
     */
    public MigratingSessionStoreBuilder from(SessionStore store) {
        source = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Names where they go.
     *
     * @param store the store
     * @return this
     */
    public MigratingSessionStoreBuilder to(SessionStore store) {
        target = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Names the journal of the engine.
     *
     * @param stages where the stage is read
     * @return this
     */
    public MigratingSessionStoreBuilder following(Journal stages) {
        journal = Objects.requireNonNull(stages, "stages");
        return this;
    }

    /**
     * Lets the instance tell the migration when its reads differ, so that it goes one stage back.
     *
     * @param told is signalled
     * @return this
     */
    public MigratingSessionStoreBuilder telling(MigrationController told) {
        controller = Objects.requireNonNull(told, "told");
        return this;
    }

    /**
     * Compares reads on these threads; on the caller's own if not said.
     *
     * @param threads of the host's
     * @return this
     */
    public MigratingSessionStoreBuilder comparingOn(Executor threads) {
        executor = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Sets the clock by which sessions expire; the system's if not said.
     *
     * @param time the clock
     * @return this
     */
    public MigratingSessionStoreBuilder clock(Clock time) {
        clock = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Sets after how long a call looks at the journal itself, when nothing else has; 5 seconds if not said.
     *
     * @param limit longer than zero
     * @return this
     */
    public MigratingSessionStoreBuilder followingWithin(Duration limit) {
        followWithin = positive(limit);
        return this;
    }

    /**
     * Sets for how long a write waits while writes are held; 30 seconds if not said.
     *
     * @param limit longer than zero
     * @return this
     */
    public MigratingSessionStoreBuilder waitingAtMost(Duration limit) {
        holdLimit = positive(limit);
        return this;
    }

    /**
     * Sets for how long a store that failed a second write is left alone; 1 second if not said.
     *
     * @param time longer than zero
     * @return this
     */
    public MigratingSessionStoreBuilder restingAfterFailure(Duration time) {
        rest = positive(time);
        return this;
    }

    /**
     * Sets how long the mark of a deleted session is kept: longer than any call of the host's that could still write it, clocks that
     * differ added; 1 hour if not said.
     *
     * @param time longer than zero
     * @return this
     */
    public MigratingSessionStoreBuilder keepingTombstones(Duration time) {
        keepsTombstones = positive(time);
        return this;
    }

    private static Duration positive(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("This time must be longer than zero, not " + time + ".");
        }
        return time;
    }

    /**
     * Returns the store.
     *
     * @return the store; nothing is read yet
     * @throws IllegalStateException if source, target or journal is missing, or source and target are the same
     */
    public MigratingSessionStore build() {
        SessionStore old = source;
        SessionStore other = target;
        Journal followed = journal;
        if (old == null || other == null || followed == null) {
            throw new IllegalStateException(
                    "Session store " + name + " needs from(...), to(...) and following(...) before it can be built.");
        }
        if (old == other) {
            throw new IllegalStateException("The sessions of " + name + " cannot move from a store to itself.");
        }
        return new MigratingSessionStore(this, old, other, followed);
    }
}
