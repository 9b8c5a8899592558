package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.migrating.SessionWriteFaultPoints;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An instance that does not know yet that the sessions were moved, and the store it asks was emptied, logs nobody out (S3). */
@MigrationTest
final class LateInstanceTest {
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final SessionId ID = SessionId.of("a");

    private final InMemorySessionStore source = InMemorySessionStore.named("old");
    private final InMemorySessionStore target = InMemorySessionStore.named("new");

    @Test
    void findsASessionThatHasGone(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore late = lateStore(lab);
        Session session = late.save(starting(lab)).orElseThrow();

        MigrationState end = begin(lab).end().state();

        assertThat(end).isEqualTo(MigrationState.COMPLETED);
        assertThat(source.get(ID)).isEmpty();
        assertThat(late.find(ID)).map(Session::value).contains(session.value());
    }

    @Test
    void touchesASessionThatHasGone(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore late = lateStore(lab);
        Session session = late.save(starting(lab)).orElseThrow();
        begin(lab).end();
        Instant until = session.expiresAt().plusSeconds(5);

        Optional<Session> touched = late.touch(session, lab.clock().instant(), until);

        assertThat(touched).map(Session::expiresAt).contains(until);
        assertThat(late.find(ID)).isEqualTo(touched);
    }

    /** The touch is at the owner when everything goes back to the source, before the source has it. */
    @Test
    void touchesASessionWhileAllGoBack(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore late = lateStore(lab);
        late.save(starting(lab));
        RunningSessionMove move = begin(lab).reach(SessionStage.LIVE);
        late.poll();
        Session session = late.find(ID).orElseThrow();
        Instant until = session.expiresAt().plusSeconds(5);
        lab.faults().at(SessionWriteFaultPoints.OWNER_WRITTEN).once(FaultAction.callback(() -> back(move)));

        Optional<Session> touched = late.touch(session, lab.clock().instant(), until);

        assertThat(target.get(ID)).isEmpty();
        assertThat(touched).map(Session::expiresAt).contains(until);
        assertThat(late.find(ID)).isEqualTo(touched);
    }

    private static void back(RunningSessionMove move) {
        move.controller()
                .rollback(
                        move.id(),
                        RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS)
                                .by("on-call"));
        try {
            assertThat(move.end().state()).isEqualTo(MigrationState.ROLLED_BACK);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RunningSessionMove begin(MigrationLab lab) {
        MigratingSessionStore mover = store(lab, Duration.ofMillis(50));
        SessionMove settings = SessionMove.of("web")
                .shadowing(TIME, 100)
                .observingLive(TIME)
                .rampingDown(TIME)
                .keepingSource(Duration.ZERO);
        return RunningSessionMove.begin(lab, mover, settings);
    }

    private static Session starting(MigrationLab lab) {
        Instant now = lab.clock().instant();
        return Session.starting(ID, SessionBytes.ofText("cart"), now, now.plus(TIME.multipliedBy(20)));
    }

    private MigratingSessionStore lateStore(MigrationLab lab) {
        return store(lab, Duration.ofHours(1));
    }

    private MigratingSessionStore store(MigrationLab lab, Duration follows) {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .followingWithin(follows)
                .build();
    }
}
