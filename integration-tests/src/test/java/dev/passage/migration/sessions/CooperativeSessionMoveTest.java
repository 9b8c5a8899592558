package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.move.SessionMoveHandler;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that cannot refuse the writes of an overtaken instance: the plan says so, and the move waits for each instance (S4). */
@MigrationTest
final class CooperativeSessionMoveTest {
    private static final Duration FOLLOWS_WITHIN = Duration.ofMillis(150);

    private final InMemorySessionStore source = InMemorySessionStore.named("old");
    private final InMemorySessionStore target = InMemorySessionStore.named("new");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsForEveryInstance(boolean standard, MigrationLab lab) throws InterruptedException {
        lab.journal(new InMemoryJournal(
                Clock.systemUTC())); // instances follow by the time that passes, so the waits must be real
        MigratingSessionStore one = store(lab);
        MigratingSessionStore two = store(lab);
        MigrationController controller = lab.closeAfterTest(lab.engine()
                .clock(Clock.systemUTC())
                .register(new SessionMoveHandler(one))
                .build());
        SessionMove zeroDowntime = SessionMove.of("web")
                .shadowing(Duration.ZERO, 100)
                .observingLive(Duration.ZERO)
                .rampingDown(Duration.ZERO)
                .keepingSource(Duration.ZERO);
        try (SessionWriters writers = new SessionWriters(Clock.systemUTC()).filled(source, 300)) {
            MigrationPlan plan =
                    controller.plan(MigrationSpec.of(standard ? zeroDowntime.holdingWrites() : zeroDowntime));
            writers.start(Seed.ofThisRun(), 4, one, two).awaitWrites(100);

            controller.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
            MigrationResult end = await(controller, plan);
            writers.awaitWrites(300);
            writers.stop();

            assertThat(plan.findings())
                    .extracting(Finding::code)
                    .containsExactly("SESSION_TIMES_SHORT", "SESSION_FENCE_COOPERATIVE", "SESSION_FENCE_COOPERATIVE");
            assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
            assertThat(writers.errors()).isEmpty();
            assertThat(writers.violations(target)).isEmpty();
            assertThat(writers.expiryErrors(target)).isEmpty();
        }
    }

    private static MigrationResult await(MigrationController controller, MigrationPlan plan)
            throws InterruptedException {
        long limit = System.nanoTime() + 60_000_000_000L;
        MigrationResult result = controller.handle(plan.id()).await(Duration.ofMillis(10));
        while (!result.state().isTerminal() && System.nanoTime() < limit) {
            controller.recover();
            result = controller.handle(plan.id()).await(Duration.ofMillis(10));
        }
        return result;
    }

    private MigratingSessionStore store(MigrationLab lab) {
        return MigratingSessionStore.named("web")
                .from(UnsteadySessionStore.withoutFence(source))
                .to(UnsteadySessionStore.withoutFence(target))
                .following(lab.journal())
                .followingWithin(FOLLOWS_WITHIN)
                .build();
    }
}
