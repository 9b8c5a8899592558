package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.SessionStoreException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStoreBuilder;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that goes down, or takes only some sessions, costs no session and no logout (S2, S4). */
@MigrationTest
final class SessionMoveOutageTest {
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final SessionMove IN_TIME = SessionMove.of("web")
            .shadowing(TIME, 100)
            .observingLive(TIME)
            .rampingDown(TIME)
            .keepingSource(TIME);

    private final InMemorySessionStore old = InMemorySessionStore.named("old");
    private final InMemorySessionStore other = InMemorySessionStore.named("new");
    private final UnsteadySessionStore source = new UnsteadySessionStore(old);
    private final UnsteadySessionStore target = new UnsteadySessionStore(other);

    @Test
    void refusesToPlanWithAStoreThatIsDown(MigrationLab lab) {
        MigrationController controller =
                lab.controller(new SessionMoveHandler(store(lab).build()));
        source.down();
        target.down();

        MigrationPlan plan = controller.plan(MigrationSpec.of(IN_TIME));

        assertThat(plan.findings()).allMatch(Finding::isBlocking);
        assertThat(plan.findings()).extracting(Finding::code).containsOnly("SESSION_STORE_DOWN");
        assertThat(plan.findings()).extracting(Finding::subject).containsExactlyInAnyOrder("old", "new");
    }

    /** The store that does not own the sessions fails no call of a host, in whatever stage. */
    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN"})
    void failsNoCallWhileTheSecondStoreIsDown(SessionStage stage, MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab).build();
        MigratingSessionStore two = store(lab).build();
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(old, 300)) {
            RunningSessionMove move =
                    RunningSessionMove.begin(lab, one, IN_TIME).reach(stage);
            UnsteadySessionStore second = stage.targetOwns() ? source : target;
            writers.start(Seed.ofThisRun(), 4, one, two).awaitWrites(100);

            second.down();
            writers.awaitWrites(300);
            int noted = (stage.targetOwns() ? other : old).repairs("web", 1_000).size();
            second.up();
            writers.awaitWrites(100);
            writers.stop();
            List<String> violations = writers.violations(stage.targetOwns() ? other : old);
            MigrationResult end = move.end();

            assertThat(noted).isPositive();
            assertThat(one.missedWrites() + two.missedWrites()).isPositive();
            assertThat(writers.errors()).isEmpty();
            assertThat(violations).isEmpty();
            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        }
    }

    /** An owner that is down fails the calls, and costs nothing that was acknowledged. */
    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN", "COMPLETE"})
    void losesNothingWhenTheOwnerWasDown(SessionStage stage, MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab).build();
        SessionId id = SessionId.of("a");
        Instant now = lab.clock().instant();
        one.save(Session.starting(id, SessionBytes.ofText("first"), now, now.plus(TIME.multipliedBy(100))));
        RunningSessionMove move = RunningSessionMove.begin(lab, one, IN_TIME).reach(stage);
        Session read = one.find(id).orElseThrow();
        UnsteadySessionStore owner = stage.targetOwns() ? target : source;

        owner.down();
        assertThatThrownBy(() -> one.save(read.withValue(SessionBytes.ofText("never"))))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining(owner.name());
        owner.up();
        one.save(read.withValue(SessionBytes.ofText("second")));
        MigrationResult end = move.end();

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.find(id)).map(Session::value).contains(SessionBytes.ofText("second"));
        assertThat(old.get(id)).isEmpty();
    }

    /** A store that answers only some calls delays the move; the steps are tried again. */
    @Test
    void endsThoughTheTargetFailsNowAndThen(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab).build();
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(old, 300)) {
            RunningSessionMove move = RunningSessionMove.begin(lab, one, IN_TIME.inBatchesOf(50));
            target.failingOneIn(500);
            writers.start(Seed.ofThisRun(), 4, one, store(lab).build()).awaitWrites(200);
            move.reach(SessionStage.SHADOW);
            writers.awaitWrites(200);
            writers.stop();
            target.up();
            List<String> violations = writers.violations(old);
            MigrationResult end = move.end();

            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(violations).isEmpty();
        }
    }

    /** What the target does not take keeps the source the owner, and is named. */
    @Test
    void doesNotSwitchWhileASessionIsMissing(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = MigratingSessionStore.named("web")
                .from(old)
                .to(InMemorySessionStore.named("small").takingAtMost(1_000))
                .following(lab.journal())
                .clock(lab.clock())
                .build();
        RunningSessionMove move = RunningSessionMove.begin(lab, one, IN_TIME).reach(SessionStage.SHADOW);
        SessionId id = SessionId.of("large");
        Instant now = lab.clock().instant();
        Session large = Session.starting(id, SessionBytes.of(new byte[1_001]), now, now.plus(TIME.multipliedBy(100)));

        one.save(large);
        MigrationResult end = move.end();

        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(end.toString()).contains(id.fingerprint());
        assertThat(one.stage()).isEqualTo(SessionStage.OFF);
        assertThat(one.find(id)).map(Session::value).contains(large.value());
        assertThat(old.repairs("web", 10)).isEmpty();
    }

    @Test
    void goesBackWhenAnInstanceSawReadsThatDiffer(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore mover = store(lab).build();
        SessionId id = SessionId.of("a");
        Instant now = lab.clock().instant();
        mover.save(Session.starting(id, SessionBytes.ofText("x"), now, now.plus(TIME.multipliedBy(100))));
        RunningSessionMove move = RunningSessionMove.begin(lab, mover, IN_TIME).reach(SessionStage.LIVE);
        MigratingSessionStore host = store(lab).telling(move.controller()).build();
        old.forget(List.of(id), SessionFence.NONE);

        host.find(id);
        host.poll();
        MigrationResult end = move.end();
        host.poll();

        assertThat(end.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(host.stage()).isEqualTo(SessionStage.SHADOW);
        assertThat(host.find(id)).isPresent();
    }

    @Test
    void showsReadsThatDifferWithoutTheirValues(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab).build();
        SessionId id = SessionId.of("secret-id");
        Instant now = lab.clock().instant();
        one.save(Session.starting(id, SessionBytes.ofText("secret"), now, now.plus(TIME.multipliedBy(100))));
        RunningSessionMove move = RunningSessionMove.begin(lab, one, IN_TIME).reach(SessionStage.SHADOW);
        SessionEntry held = other.get(id).orElseThrow();
        other.forget(List.of(id), SessionFence.NONE);
        other.putIfNewer(((Session) held).withValue(SessionBytes.ofText("damaged")), SessionFence.NONE);

        one.find(id);
        one.poll();

        assertThat(one.shadow().mismatches()).isEqualTo(1);
        assertThat(one.shadow().latest()).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.session()).isEqualTo(id.fingerprint());
            assertThat(mismatch.difference()).isEqualTo("other bytes under the same version");
        });
        assertThat(one.shadow().toString()).doesNotContain("secret").doesNotContain("damaged");
        assertThat(move.end().state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(one.stage()).isEqualTo(SessionStage.DUAL_WRITE);
    }

    private MigratingSessionStoreBuilder store(MigrationLab lab) {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .followingWithin(Duration.ofMillis(50))
                .restingAfterFailure(Duration.ofMillis(20));
    }
}
