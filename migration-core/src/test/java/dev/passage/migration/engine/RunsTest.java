package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.executor.Events;
import dev.passage.migration.executor.ExecutorSettings;
import dev.passage.migration.history.HistoryCodec;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an instance takes up, and how it lets go of it (X2, X4). */
final class RunsTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void aRunThatIsAskedToPauseStopsAtItsNextSafePoint() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("long", StepKind.MIGRATION)
                .runToOutcome(context -> {
                    inside.countDown();
                    while (!context.stopRequested()) {
                        Thread.onSpinWait();
                    }
                    return StepOutcome.stopped();
                })
                .harmless()));
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        engine.execute(plan.id(), bench.approval(plan));
        inside.await();

        engine.pause(plan.id(), "on-call", "lunch");

        assertThat(engine.handle(plan.id()).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.PAUSED);
    }

    @Test
    void leavesAMigrationWithoutItsHandlerToOthersHoweverOftenItIsDue() throws InterruptedException {
        MigrationId id = approved(bench.simple());
        MigrationController without = bench.track(MigrationEngine.builder()
                .journal(bench.journal)
                .clock(bench.clock)
                .pollInterval(Duration.ofHours(1))
                .build());

        assertThat(without.recover()).isEmpty();
        assertThat(without.recover()).isEmpty();

        MigrationController with = bench.engine(bench.simple());
        with.recover();

        assertThat(with.handle(id).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void waitsForAStepThatDoesNotStopOnlyForAsLongAsItIsPatient() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Scripted deaf = new Scripted(plan -> plan.step("deaf", StepKind.MIGRATION)
                .run(context -> {
                    inside.countDown();
                    released.await();
                })
                .harmless());
        MigrationId id = approved(deaf);
        EngineThreads threads = new EngineThreads("patient", Optional.empty());
        Runs runs = runs(deaf, threads);
        runs.takeUp(id);
        inside.await();

        runs.close(Duration.ofMillis(200));
        boolean stillActive = runs.isActive(id);
        released.countDown();
        runs.close(EngineBench.LIMIT);
        threads.close(EngineBench.LIMIT);

        assertThat(stillActive).isTrue();
        assertThat(runs.isActive(id)).isFalse();
        assertThat(bench.journal.acquire(id, "heir", Duration.ofMinutes(1)).owner())
                .isEqualTo("heir");
    }

    /** A migration that was approved at an instance which ended before it ran. */
    private MigrationId approved(Scripted handler) {
        InterposedJournal journal = new InterposedJournal(bench.journal);
        MigrationController first = MigrationEngine.builder()
                .journal(journal.journal())
                .register(handler)
                .clock(bench.clock)
                .pollInterval(Duration.ofHours(1))
                .build();
        MigrationPlan plan = first.plan(bench.spec(ExecutionOptions.USUAL));
        journal.before("acquire", first::close);
        first.execute(plan.id(), bench.approval(plan));
        return plan.id();
    }

    private Runs runs(Scripted handler, EngineThreads threads) {
        MigrationEngineBuilder built = MigrationEngine.builder()
                .journal(bench.journal)
                .register(handler)
                .clock(bench.clock);
        HistoryCodec codec = new HistoryCodec(built.json);
        return new Runs(
                new ExecutorSettings(
                        bench.journal,
                        codec,
                        built.records,
                        built.planner(),
                        bench.clock,
                        "patient",
                        built.leaseDuration,
                        built.pollInterval,
                        threads.executor(),
                        threads.timer(),
                        new Events(List.of())),
                new Requests(bench.journal, codec, bench.clock));
    }
}
