package dev.passage.migration.examples.snippets;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SpringSessionTables;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import javax.sql.DataSource;

/** A host keeps its sessions in a store that can move. */
public final class SessionMoves {

    private SessionMoves() {}

    /**
     * Returns where a host keeps its sessions.
     *
     * @param before the database of Spring Session
     * @param after the database that they go to
     * @param journal the journal of the engine
     * @return the store
     */
    public static MigratingSessionStore store(DataSource before, DataSource after, Journal journal) {
        // snippet
        SessionStore old = JdbcSessionStore.on(before)
                .named("spring sessions")
                .inSpringTables(SpringSessionTables.usual())
                .creatingTables();
        SessionStore own = JdbcSessionStore.on(after).named("sessions").creatingTables();
        MigratingSessionStore sessions = MigratingSessionStore.named("web")
                .from(old)
                .to(own)
                .following(journal)
                .build();
        // end
        return sessions;
    }

    /**
     * Lets an instance of the host follow the stages by itself.
     *
     * @param sessions the host's store
     * @param scheduler the host's own
     * @return stops it
     */
    public static ScheduledFuture<?> follow(MigratingSessionStore sessions, ScheduledExecutorService scheduler) {
        // snippet
        ScheduledFuture<?> polls = sessions.start(scheduler, Duration.ofSeconds(1));
        // end
        return polls;
    }

    /**
     * Uses a session as a host does.
     *
     * @param sessions the host's store
     * @param clock the host's clock
     * @return the session after its use
     */
    public static Optional<Session> use(MigratingSessionStore sessions, Clock clock) {
        SessionId id = SessionId.of("0a1b2c");
        // snippet
        Instant now = clock.instant();
        sessions.save(Session.starting(id, SessionBytes.ofText("cart: 3 books"), now, now.plusSeconds(1_800)));

        Optional<Session> session = sessions.find(id);
        session.ifPresent(found -> sessions.touch(found, now, now.plusSeconds(3_600)));
        // end
        return sessions.find(id);
    }

    /**
     * Plans and begins the move.
     *
     * @param sessions the host's store
     * @param journal the journal of the engine
     * @return the migration
     */
    public static MigrationId begin(MigratingSessionStore sessions, Journal journal) {
        // snippet
        MigrationController migrations = MigrationEngine.builder()
                .journal(journal)
                .register(new SessionMoveHandler(sessions))
                .build();

        MigrationPlan plan = migrations.plan(MigrationSpec.of(SessionMove.of("web")
                .shadowing(Duration.ofHours(1), 10)
                .observingLive(Duration.ofHours(4))
                .rampingDown(Duration.ofDays(1))
                .keepingSource(Duration.ofDays(7))));
        migrations.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        // end
        return plan.id();
    }

    /**
     * Goes one stage back by a person's word.
     *
     * @param sessions the host's store
     * @param migrations the engine
     * @param migration the migration
     */
    public static void goOneStageBack(
            MigratingSessionStore sessions, MigrationController migrations, MigrationId migration) {
        // snippet
        sessions.stageRecord()
                .ifPresent(stage -> migrations.signal(migration, stage.backSignal(), "on-call", "customers complain"));
        // end
    }
}
