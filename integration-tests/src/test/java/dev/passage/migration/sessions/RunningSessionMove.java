package dev.passage.migration.sessions;

import dev.passage.migration.MigrationController;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.lab.MigrationLab;
import java.time.Duration;

/** A move of sessions under way, whose clock goes on when the test says so. */
record RunningSessionMove(
        MigrationLab lab, MigrationController controller, MigrationId id, MigratingSessionStore store) {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    static RunningSessionMove begin(MigrationLab lab, MigratingSessionStore store, SessionMove settings) {
        MigrationController controller = lab.controller(new SessionMoveHandler(store));
        MigrationPlan plan = controller.plan(MigrationSpec.of(settings).requestedBy("platform-team"));
        controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        return new RunningSessionMove(lab, controller, plan.id(), store);
    }

    /** Moves the clock on until the stage is entered and the migration rests in it. */
    RunningSessionMove reach(SessionStage stage) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            MigrationResult result = controller.handle(id).await(Duration.ofMillis(5));
            boolean waits = result.state() == MigrationState.WAITING;
            if (waits && store.stages().latest(store.name()).orElseThrow().stage() == stage) {
                return this;
            }
            if (result.state().isTerminal() || System.nanoTime() > end) {
                throw new AssertionError("The migration did not come to stage " + stage + ": " + result);
            }
            if (waits && result.status().wakeAt().isPresent()) {
                Duration left = Duration.between(
                        lab.clock().instant(), result.status().wakeAt().get());
                lab.clock().advance(left.isNegative() ? Duration.ZERO : left.plusMillis(1));
                controller.recover();
            }
        }
    }

    /** Lets the migration go on until it ends, or asks. */
    MigrationResult end() throws InterruptedException {
        return lab.await(controller, id);
    }
}
