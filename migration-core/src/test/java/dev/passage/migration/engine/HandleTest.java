package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.Progress;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host holds of one migration: its progress, its end, its result (X7, X8). */
final class HandleTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void hearsOfTheProgressOfItsOwnMigrationAlone() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("copy", StepKind.MIGRATION)
                .run(context -> {
                    context.progress().total(10, "rows");
                    context.progress().done(10);
                })
                .harmless()));
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        MigrationHandle handle = engine.handle(plan.id()).onProgress(heard::add);

        bench.execute(engine, ExecutionOptions.USUAL);
        assertThat(heard).isEmpty();
        engine.execute(plan.id(), bench.approval(plan)).await(EngineBench.LIMIT);

        assertThat(heard).isNotEmpty().allMatch(progress -> progress.migration().equals(plan.id()));
        assertThat(heard.get(heard.size() - 1).unitsDone()).isEqualTo(10);
        assertThat(handle.result()).map(MigrationResult::state).contains(MigrationState.COMPLETED);
    }

    @Test
    void hasNoResultBeforeTheEnd() {
        MigrationController engine = bench.engine(bench.simple());
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));

        MigrationHandle handle = engine.handle(plan.id());

        assertThat(handle.id()).isEqualTo(plan.id());
        assertThat(handle.result()).isEmpty();
        assertThat(handle.status().state()).isEqualTo(MigrationState.PLANNED);
    }

    @Test
    void waitsThroughAWaitThatIsOverInTimeAndReturnsFromALongerOne() throws Exception {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("later", StepKind.MIGRATION)
                .waitFor(Duration.ofSeconds(10))
                .run(context -> {})
                .harmless()));
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        MigrationHandle handle = engine.execute(plan.id(), bench.approval(plan));

        MigrationState early = handle.await(Duration.ofSeconds(5)).state();
        FutureTask<MigrationResult> end = new FutureTask<>(() -> handle.await(Duration.ofSeconds(60)));
        Thread waiting = new Thread(end, "waiting");
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        bench.clock.advance(Duration.ofSeconds(10));

        assertThat(early).isEqualTo(MigrationState.WAITING);
        assertThat(end.get(60, TimeUnit.SECONDS).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void tookNoTimeWhenTheClockWasSetBack() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("do", StepKind.MIGRATION)
                .run(context -> bench.clock.advance(Duration.ofHours(-1)))
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(result.duration()).isZero();
    }
}
