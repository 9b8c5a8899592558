package dev.passage.migration.session.migrating;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.SessionTombstone;
import dev.passage.migration.session.SessionVersion;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.stage.StageJournal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Is the host's store of sessions while they move from one store to another, before and after too (S3, S4). Each instance of the host
 * has one under the same name and follows the stage in the journal.
 *
 * <pre>{@code
 * MigratingSessionStore sessions = MigratingSessionStore.named("web")
 *         .from(oldStore)
 *         .to(newStore)
 *         .following(journal)
 *         .build();
 * sessions.start(scheduler, Duration.ofSeconds(1)); // follows stages, repairs, looks again at what differed
 * }</pre>
 *
 * <p>A write is acknowledged when the store that owns the sessions has it, and the other one has it too or is noted there to get it:
 * a second store that is down or slow to heal fails no call. A deleted session stays deleted. Of two writes at once the one that
 * reached the owner last wins, at both stores.
 *
 * <p>Safe for use by several threads. It keeps nothing in memory but counts; what it has acknowledged survives a crash as far as the
 * owner's store does.
 *
 * @since 0.1.0
 */
public final class MigratingSessionStore {
    private static final Logger log = LoggerFactory.getLogger(MigratingSessionStore.class);

    private final String name;
    private final SessionStore source;
    private final SessionStore target;
    private final Clock clock;
    private final Duration keepsTombstones;
    private final StageJournal<SessionStageRecord> stages;
    private final SessionRepairs repairs;
    private final SessionRoutes routes;
    private final SessionWriter writer;
    private final ShadowReads shadow;
    private final @Nullable MigrationController controller;
    private final Duration followsWithin;
    private final Duration settlesWithin;
    private volatile long toldEpoch;

    MigratingSessionStore(
            MigratingSessionStoreBuilder parts, SessionStore source, SessionStore target, Journal journal) {
        this.name = parts.name;
        this.source = source;
        this.target = target;
        this.clock = parts.clock;
        this.keepsTombstones = parts.keepsTombstones;
        this.controller = parts.controller;
        this.stages = new StageJournal<>(journal, "sessions", SessionStageRecord.class);
        this.repairs = new SessionRepairs(clock, keepsTombstones);
        this.routes = new SessionRoutes(name, source, target, stages, repairs, parts.followWithin, parts.holdLimit);
        this.writer = new SessionWriter(routes, clock, parts.rest);
        this.shadow = new ShadowReads(parts.executor, clock);
        this.followsWithin = parts.followWithin;
        this.settlesWithin = routes.settlesWithin();
    }

    /**
     * Begins to describe the store of a host.
     *
     * @param name what the move is called: the same at each instance, another for each move, 1 to 100 characters
     * @return where to name the stores
     */
    public static MigratingSessionStoreBuilder named(String name) {
        return new MigratingSessionStoreBuilder(name);
    }

    /**
     * Returns what the move is called.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns where the sessions come from.
     *
     * @return the store
     */
    public SessionStore source() {
        return source;
    }

    /**
     * Returns where the sessions go to.
     *
     * @return the store
     */
    public SessionStore target() {
        return target;
    }

    /**
     * Returns where the stages are kept.
     *
     * @return the stages in the journal
     */
    public StageJournal<SessionStageRecord> stages() {
        return stages;
    }

    /**
     * Returns what makes the two stores the same.
     *
     * @return the repairs
     */
    public SessionRepairs repairs() {
        return repairs;
    }

    /**
     * Returns how long the mark of a deleted session is kept.
     *
     * @return the time
     */
    public Duration keepsTombstones() {
        return keepsTombstones;
    }

    /**
     * Returns how late an instance may follow a stage while it can read the journal.
     *
     * @return the time after which a call looks at the journal itself, longer than zero
     */
    public Duration followsWithin() {
        return followsWithin;
    }

    /**
     * Returns for how long after a stage was entered an instance may still write as in the stage before.
     *
     * @return zero where both stores refuse such writes; else three times what instances take to follow, which must then be the same
     *     at all of them
     */
    public Duration settlesWithin() {
        return settlesWithin;
    }

    /**
     * Reads a session. That there is none is believed only after a look at the journal: an instance that follows late may have asked a
     * store that has been emptied since.
     *
     * @param id the id
     * @return the session, empty when there is none, or it was deleted or has expired
     * @throws SessionStoreException if the store that owns the sessions cannot be reached
     */
    public Optional<Session> find(SessionId id) {
        SessionRoute route = routes.forReading();
        Optional<SessionEntry> entry = route.owner().get(id);
        while (entry.isEmpty() && routes.asOfNow().epoch() > route.epoch()) {
            route = routes.forReading();
            entry = route.owner().get(id);
        }
        shadow.sample(route, id, entry);
        return alive(entry);
    }

    /**
     * Stores a session, new or changed. The session that is returned is the one to change next; it need not be, but then the store
     * must be read once more.
     *
     * @param session the session
     * @return the session as it is stored; empty when it was deleted, or has expired by what it says itself
     * @throws SessionStoreException if the store that owns the sessions cannot be reached, or writes are held for longer than a caller waits
     */
    public Optional<Session> save(Session session) {
        if (session.isExpiredAt(clock.instant())) {
            delete(session.id());
            return Optional.empty();
        }
        long known = session.version().number();
        return alive(writer.write(session.id(), known, number -> session.withVersion(SessionVersion.after(number))));
    }

    /**
     * Says that a session was used. No byte of it is sent where the store can do without.
     *
     * @param session the session as it was read
     * @param accessedAt when it was used
     * @param expiresAt until when it lives now
     * @return the session as it is stored; empty when it is gone
     * @throws SessionStoreException as for {@link #save}
     */
    public Optional<Session> touch(Session session, Instant accessedAt, Instant expiresAt) {
        if (!expiresAt.isAfter(clock.instant())) {
            delete(session.id());
            return Optional.empty();
        }
        return alive(writer.touch(session, accessedAt, expiresAt));
    }

    /**
     * Ends a session, for example at a logout. It stays ended: no write of before, on whatever instance, brings it back.
     *
     * @param id the id
     * @throws SessionStoreException as for {@link #save}
     */
    public void delete(SessionId id) {
        Instant until = clock.instant().plus(keepsTombstones);
        writer.write(id, 0, number -> new SessionTombstone(id, SessionVersion.after(number), until));
    }

    private Optional<Session> alive(Optional<SessionEntry> entry) {
        Instant now = clock.instant();
        return entry.filter(held -> !held.isExpiredAt(now))
                .filter(Session.class::isInstance)
                .map(Session.class::cast);
    }

    /**
     * Returns the stage that this instance is in.
     *
     * @return the stage
     */
    public SessionStage stage() {
        return routes.forReading().stage();
    }

    /**
     * Returns the record of the stage that this instance is in.
     *
     * @return the record, empty before the first
     */
    public Optional<SessionStageRecord> stageRecord() {
        return routes.forReading().record();
    }

    /**
     * Returns under which stage this instance writes.
     *
     * @return the fence
     */
    public SessionFence fence() {
        return routes.forReading().fence();
    }

    /**
     * Returns what the comparison of reads has found at this instance.
     *
     * @return the counts since the stage was entered
     */
    public ShadowReport shadow() {
        return shadow.report();
    }

    /**
     * Returns how many writes of this instance the other store has missed, and were noted for repair.
     *
     * @return the count since the start
     */
    public long missedWrites() {
        return writer.missedWrites();
    }

    /**
     * Enters a stage that a step has stored. An instance that takes no part in the migration follows by {@link #poll()}.
     *
     * @param record the stage
     * @throws SessionStoreException if the stores cannot be told, or the new owner cannot be brought up to date; the stage stays as it was
     */
    public void follow(SessionStageRecord record) {
        routes.follow(Optional.of(record));
        shadow.enter(record.entryEpoch());
    }

    /**
     * Follows the journal, repairs what the other store has missed, and looks once more at reads that differed.
     *
     * @throws MigrationException if the journal cannot be read, or the stores cannot be brought into the stage
     */
    public void poll() {
        routes.poll();
        SessionRoute route = routes.forReading();
        shadow.enter(route.entryEpoch());
        if (route.stage().writesBoth()) {
            repairs.repairNoted(route.owner(), route.other(), route.fence());
        }
        shadow.lookAgain();
        route.record().filter(record -> record.stage().comparesReads()).ifPresent(this::tellMismatches);
    }

    private void tellMismatches(SessionStageRecord record) {
        ShadowReport report = shadow.report();
        MigrationController told = controller;
        if (told == null || report.mismatches() == 0 || toldEpoch == record.entryEpoch()) {
            return;
        }
        try {
            told.signal(
                    record.migration(),
                    record.backSignal(),
                    "session store " + name,
                    report.mismatches() + " of " + report.comparisons() + " reads differed");
            toldEpoch = record.entryEpoch();
        } catch (RequestRefusedException notNow) {
            log.atDebug()
                    .addKeyValue("store", name)
                    .log("The migration does not wait for a word now; it is told again");
        }
    }

    /**
     * Starts to poll on a thread of the host's.
     *
     * @param scheduler the host's
     * @param every how long to rest between two polls
     * @return cancels the polls
     * @throws IllegalArgumentException if the rest is not longer than zero
     */
    public ScheduledFuture<?> start(ScheduledExecutorService scheduler, Duration every) {
        return scheduler.scheduleWithFixedDelay(this::pollQuietly, 0, every.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void pollQuietly() {
        try {
            poll();
        } catch (RuntimeException undone) {
            log.atWarn()
                    .addKeyValue("store", name)
                    .setCause(undone)
                    .log("Sessions could not be followed or repaired; it is tried again");
        }
    }
}
