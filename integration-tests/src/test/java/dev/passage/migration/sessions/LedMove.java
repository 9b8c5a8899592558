package dev.passage.migration.sessions;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.clock.VirtualClock;
import java.time.Clock;
import java.time.Duration;

/**
 * A move over real servers, led from stage to stage by a clock of its own. The clock begins at the present, because the servers expire
 * sessions by theirs.
 */
final class LedMove implements AutoCloseable {
    private static final long LIMIT_NANOS = 60_000_000_000L;
    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final Duration STAY = Duration.ofMinutes(1);
    private static final SessionMove SETTINGS = SessionMove.of("web")
            .inBatchesOf(50)
            .shadowing(STAY, 100)
            .observingLive(STAY)
            .rampingDown(STAY)
            .keepingSource(STAY);

    private final VirtualClock clock = VirtualClock.startingAt(Clock.systemUTC().instant());
    private final InMemoryJournal journal = new InMemoryJournal(clock);
    private final SessionStore source;
    private final SessionStore target;
    private final MigratingSessionStore host;
    private final MigrationController controller;

    LedMove(SessionStore source, SessionStore target) {
        this.source = source;
        this.target = target;
        this.host = anotherHost();
        this.controller = MigrationEngine.builder()
                .journal(journal)
                .clock(clock)
                .pollInterval(Duration.ofMillis(100))
                .register(new SessionMoveHandler(host))
                .build();
    }

    MigratingSessionStore host() {
        return host;
    }

    /** An instance that takes no part in the migration. */
    MigratingSessionStore anotherHost() {
        return MigratingSessionStore.named("web")
                .from(source)
                .to(target)
                .following(journal)
                .clock(clock)
                .followingWithin(Duration.ofMillis(50))
                .restingAfterFailure(Duration.ofMillis(20))
                .build();
    }

    VirtualClock clock() {
        return clock;
    }

    MigrationController controller() {
        return controller;
    }

    MigrationPlan plan() {
        return controller.plan(MigrationSpec.of(SETTINGS));
    }

    MigrationId begin() {
        MigrationPlan plan = plan();
        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        return plan.id();
    }

    /** Moves the clock on until the migration rests in a stage. */
    void reach(MigrationId migration, SessionStage stage) throws InterruptedException {
        MigrationResult result = controller.handle(migration).await(GLANCE);
        for (long end = System.nanoTime() + LIMIT_NANOS; !restsIn(stage, result); ) {
            if (result.state().isTerminal() || System.nanoTime() > end) {
                throw new AssertionError("The migration did not come to stage " + stage + ": " + result);
            }
            result = goOn(migration, result);
        }
    }

    private boolean restsIn(SessionStage stage, MigrationResult result) {
        host.poll();
        return result.state() == MigrationState.WAITING && host.stage() == stage;
    }

    /** Moves the clock on until the migration ends, or a person is asked. */
    MigrationResult finish(MigrationId migration) throws InterruptedException {
        MigrationResult result = controller.handle(migration).await(GLANCE);
        for (long end = System.nanoTime() + LIMIT_NANOS; !isOver(result); ) {
            if (System.nanoTime() > end) {
                throw new AssertionError("The migration did not end: " + result);
            }
            result = goOn(migration, result);
        }
        return result;
    }

    private static boolean isOver(MigrationResult result) {
        return result.state().isTerminal() || result.state() == MigrationState.BLOCKED;
    }

    private MigrationResult goOn(MigrationId migration, MigrationResult result) throws InterruptedException {
        result.status()
                .wakeAt()
                .filter(wake -> result.state() == MigrationState.WAITING)
                .ifPresent(wake -> {
                    clock.advance(Duration.between(clock.instant(), wake).plusMillis(1));
                    controller.recover();
                });
        return controller.handle(migration).await(GLANCE);
    }

    @Override
    public void close() {
        controller.close();
    }
}
