package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.jdbc.JdbcSessionStore;
import dev.passage.migration.session.jdbc.SessionTables;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveFaultPoints;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.testkit.crash.CrashProcess;
import dev.passage.migration.testkit.crash.CrashScenario;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Sessions go from a store in memory, which stands for a server that outlives each process, to a database; journal and target are read
 * anew by each process (S2, S4).
 */
abstract class SessionMoveScenario implements CrashScenario {
    private static final int SESSIONS = 25;

    private final boolean back;
    private final MigrationLab lab = MigrationLab.open();
    private final TestDatabase world = lab.database(DatabaseKind.H2, "world");
    private final InMemorySessionStore source = InMemorySessionStore.named("old");
    private final Map<SessionId, Session> expected = new HashMap<>();
    private final List<SessionId> deleted = new ArrayList<>();

    SessionMoveScenario(boolean back) {
        this.back = back;
        try {
            lab.closeAfterTest(world.dataSource().getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        fill();
    }

    private void fill() {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
        for (int number = 0; number < SESSIONS; number++) {
            SessionId id = SessionId.of("session-" + number);
            Session session = Session.starting(
                            id, SessionBytes.ofText("value " + number), now, now.plusSeconds(86_400 + number))
                    .withAttributes(Map.of("cart", SessionBytes.ofText("book")));
            source.putIfNewer(session, SessionFence.NONE);
            expected.put(id, session);
        }
        Session old = Session.starting(SessionId.of("expired"), SessionBytes.EMPTY, now, now.minusSeconds(1));
        source.putIfNewer(old, SessionFence.NONE);
    }

    @Override
    public List<Handler<?>> handlers(CrashProcess process) {
        Journal own = journalOn(process.connect(world.dataSource()));
        own.open();
        return List.of(new SessionMoveHandler(front(target(process.connect(world.dataSource())), own)));
    }

    @Override
    public Optional<Journal> journal(CrashProcess process) {
        return Optional.of(journalOn(process.connect(world.dataSource())));
    }

    private static Journal journalOn(DataSource database) {
        return JdbcJournal.on(database).creatingSchema();
    }

    private static SessionStore target(DataSource database) {
        SessionStore store = JdbcSessionStore.on(database)
                .named("new")
                .in(new SessionTables("", "new_"))
                .creatingTables();
        store.open();
        return store;
    }

    private MigratingSessionStore front(SessionStore target, Journal journal) {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(journal)
                .build();
    }

    @Override
    public MigrationSpec spec() {
        SessionMove move = SessionMove.of("web")
                .inBatchesOf(10)
                .shadowing(Duration.ZERO, 100)
                .observingLive(Duration.ZERO)
                .rampingDown(Duration.ZERO)
                .keepingSource(Duration.ZERO);
        return MigrationSpec.of(back ? move.leavingSource() : move);
    }

    @Override
    public boolean rollsBack() {
        return back;
    }

    /** The host changes one session, ends one and begins one while only the target is written. */
    @Override
    public void beforeRollback(CrashProcess process) {
        DataSource database = world.dataSource();
        MigratingSessionStore host = front(target(database), journalOn(database));
        SessionId changed = SessionId.of("session-3");
        Instant now = Clock.systemUTC().instant();
        Session begun = Session.starting(SessionId.of("begun"), SessionBytes.ofText("new"), now, now.plusSeconds(600));
        Session other = Objects.requireNonNull(expected.get(changed)).withValue(SessionBytes.ofText("changed"));
        host.find(changed).ifPresent(session -> host.save(session.withValue(other.value())));
        host.delete(SessionId.of("session-4"));
        host.save(begun);
        expected.put(changed, other);
        expected.remove(SessionId.of("session-4"));
        expected.put(begun.id(), begun);
        deleted.add(SessionId.of("session-4"));
    }

    @Override
    public List<FaultPoint> knownPoints() {
        return SessionMoveFaultPoints.all();
    }

    @Override
    public void check(MigrationResult end) {
        SessionStore target = target(world.dataSource());
        MigratingSessionStore fresh = front(target, journalOn(world.dataSource()));
        SessionStore left = back ? target : source;

        assertThat(fresh.stage()).isEqualTo(back ? SessionStage.OFF : SessionStage.COMPLETE);
        assertThat(fresh.stageRecord().orElseThrow().settled()).isTrue();
        assertThat(expected.values())
                .allSatisfy(session -> assertThat(fresh.find(session.id()))
                        .map(found -> found.withVersion(session.version()))
                        .contains(session));
        assertThat(deleted).allSatisfy(id -> assertThat(fresh.find(id)).isEmpty());
        assertThat(left.scan(Optional.empty(), 10).entries()).isEmpty();
        assertThat(target.repairs("web", 10)).isEmpty();
        assertThat(source.repairs("web", 10)).isEmpty();
    }

    @Override
    public void close() {
        lab.close();
    }

    /** Forward. */
    static final class Forward extends SessionMoveScenario {
        Forward() {
            super(false);
        }
    }

    /** Forward and back. */
    static final class AndBack extends SessionMoveScenario {
        AndBack() {
            super(true);
        }
    }
}
