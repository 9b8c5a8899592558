package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
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

/** Sessions move while hosts write, and back from every stage, with nobody logged out and no logout undone (S2-S4). */
@MigrationTest
final class SessionMoveTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final InMemorySessionStore source = InMemorySessionStore.named("old");
    private final InMemorySessionStore target = InMemorySessionStore.named("new");

    @Test
    void movesSessionsThatAreWritten(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab);
        MigratingSessionStore two = store(lab);
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(source, 1_000)) {
            writers.start(Seed.ofThisRun(), 4, one, two).awaitWrites(500);

            MigrationResult end = lab.run(new SessionMoveHandler(one), atOnce());
            writers.awaitWrites(500);
            writers.stop();

            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(target)).isEmpty();
            assertThat(writers.expiryErrors(target)).isEmpty();
            assertThat(writers.sessions(source)).isZero();
            assertThat(two.stage()).isEqualTo(SessionStage.COMPLETE);
        }
    }

    @Test
    void movesSessionsInTheStandardWay(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab);
        MigratingSessionStore two = store(lab);
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(source, 1_000)) {
            writers.start(Seed.ofThisRun(), 4, one, two).awaitWrites(500);

            MigrationResult end = lab.run(new SessionMoveHandler(one), atOnce().holdingWrites());
            writers.awaitWrites(500);
            writers.stop();

            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(target)).isEmpty();
            assertThat(writers.expiryErrors(target)).isEmpty();
        }
    }

    @Test
    void leadsBackToTheSourceAfterItWasLeft(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab);
        MigratingSessionStore two = store(lab);
        MigrationController controller = lab.controller(new SessionMoveHandler(one));
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(source, 300)) {
            writers.start(Seed.ofThisRun(), 4, one, two).awaitWrites(200);
            MigrationId migration = execute(controller, atOnce().keepingSource(DAY));
            awaitStage(one, SessionStage.COMPLETE);
            writers.awaitWrites(500);

            controller.rollback(
                    migration,
                    RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS).by("on-call"));
            MigrationResult end = lab.await(controller, migration);
            writers.awaitWrites(500);
            writers.stop();

            assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(source)).isEmpty();
            assertThat(writers.expiryErrors(source)).isEmpty();
            assertThat(writers.sessions(target)).isZero();
            assertThat(two.stage()).isEqualTo(SessionStage.OFF);
        }
    }

    @Test
    void goesOneStageBackAndForthWhenAskedFor(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab);
        MigrationController controller = lab.controller(new SessionMoveHandler(one));
        SessionMove settings = atOnce().observingLive(DAY);
        try (SessionWriters writers = new SessionWriters(lab.clock()).filled(source, 300)) {
            writers.start(Seed.ofThisRun(), 4, one, store(lab)).awaitWrites(200);
            MigrationId migration = execute(controller, settings);
            awaitStage(one, SessionStage.LIVE);
            awaitState(controller, migration, MigrationState.WAITING);

            controller.signal(migration, one.stageRecord().orElseThrow().backSignal(), "on-call", "a complaint");
            awaitState(controller, migration, MigrationState.BLOCKED);
            SessionStage back = one.stage();
            writers.awaitWrites(300);
            String again = "try-again-" + one.stageRecord().orElseThrow().entryEpoch();
            controller.decide(migration, again, "on-call", "it was the network");
            awaitStage(one, SessionStage.LIVE);
            awaitState(controller, migration, MigrationState.WAITING);
            writers.stop();
            List<String> violations = writers.violations(target);
            MigrationResult end = lab.await(controller, migration);

            assertThat(back).isEqualTo(SessionStage.SHADOW);
            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(violations).isEmpty();
        }
    }

    @Test
    void leavesOutWhatHasExpired(MigrationLab lab) throws InterruptedException {
        Instant now = lab.clock().instant();
        put(source, Session.starting(SessionId.of("old"), SessionBytes.EMPTY, now, now.minusSeconds(1)));
        put(source, Session.starting(SessionId.of("young"), SessionBytes.EMPTY, now, now.plusSeconds(60)));

        MigrationResult end = lab.run(new SessionMoveHandler(store(lab)), atOnce());

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(target.get(SessionId.of("old"))).isEmpty();
        assertThat(target.get(SessionId.of("young"))).isPresent();
    }

    @Test
    void refusesATargetThatHoldsSessions(MigrationLab lab) {
        Instant now = lab.clock().instant();
        put(target, Session.starting(SessionId.of("there"), SessionBytes.EMPTY, now, now.plusSeconds(60)));

        assertThat(plan(lab, store(lab)).findings())
                .extracting(Finding::code)
                .containsExactly("SESSION_TARGET_NOT_EMPTY");
    }

    @Test
    void refusesSessionsThatDoNotFit(MigrationLab lab) {
        Instant now = lab.clock().instant();
        Session large =
                Session.starting(SessionId.of("large"), SessionBytes.of(new byte[1_000]), now, now.plusSeconds(60));
        put(source, large);
        SessionStore small = InMemorySessionStore.named("small").takingAtMost(999);

        MigratingSessionStore store = MigratingSessionStore.named("web")
                .from(source)
                .to(small)
                .following(lab.journal())
                .clock(lab.clock())
                .build();

        assertThat(plan(lab, store).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("SESSION_TOO_LARGE");
            assertThat(finding.message()).contains(large.id().fingerprint());
            assertThat(finding.isBlocking()).isTrue();
        });
    }

    /** An instance that follows late would read at a source that is no longer written, or look for sessions where none are left. */
    @Test
    void warnsOfTimesThatAreTooShortForALateInstance(MigrationLab lab) {
        SessionMove late = SessionMove.of("web").rampingDown(Duration.ofMillis(50));
        SessionMove unwritten = late.rampingDown(Duration.ofMillis(49));
        SessionMove emptied = late.keepingSource(Duration.ofMillis(49));
        MigrationController controller = lab.controller(new SessionMoveHandler(store(lab)));

        assertThat(codes(controller, unwritten)).containsExactly("SESSION_TIMES_SHORT");
        assertThat(codes(controller, emptied)).containsExactly("SESSION_TIMES_SHORT");
        assertThat(codes(controller, emptied.leavingSource())).isEmpty();
        assertThat(codes(controller, late)).isEmpty();
    }

    private static List<String> codes(MigrationController controller, SessionMove settings) {
        return controller.plan(MigrationSpec.of(settings)).findings().stream()
                .filter(finding -> !finding.isBlocking())
                .map(Finding::code)
                .toList();
    }

    private static void put(SessionStore store, Session session) {
        store.putIfNewer(session, SessionFence.NONE);
    }

    private static MigrationPlan plan(MigrationLab lab, MigratingSessionStore store) {
        return lab.controller(new SessionMoveHandler(store)).plan(MigrationSpec.of(SessionMove.of("web")));
    }

    private static MigrationId execute(MigrationController controller, SessionMove settings) {
        MigrationPlan plan = controller.plan(MigrationSpec.of(settings).requestedBy("platform-team"));
        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        return plan.id();
    }

    private static void awaitStage(MigratingSessionStore store, SessionStage stage) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (store.stage() != stage || !store.stageRecord().orElseThrow().settled()) {
            assertThat(System.nanoTime()).as("waiting for %s", stage).isLessThan(end);
            store.poll();
        }
    }

    private static void awaitState(MigrationController controller, MigrationId migration, MigrationState state)
            throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (controller.handle(migration).await(Duration.ofMillis(50)).state() != state) {
            assertThat(System.nanoTime()).as("waiting for %s", state).isLessThan(end);
        }
    }

    private static SessionMove atOnce() {
        return SessionMove.of("web")
                .shadowing(Duration.ZERO, 100)
                .observingLive(Duration.ZERO)
                .rampingDown(Duration.ZERO)
                .keepingSource(Duration.ZERO);
    }

    private MigratingSessionStore store(MigrationLab lab) {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(lab.journal())
                .clock(lab.clock())
                .followingWithin(Duration.ofMillis(50))
                .build();
    }
}
