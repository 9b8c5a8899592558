package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.Tunable;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers that people change while a migration runs (X13). */
final class TuningTest {
    private static final Tunable RATE = new Tunable("rate", 10, 1_000);

    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void aRunningStepFollowsWhatAnotherInstanceSets() throws InterruptedException {
        BlockingQueue<OptionalLong> first = new LinkedBlockingQueue<>();
        Scripted handler = new Scripted(plan -> plan.step("copy", StepKind.MIGRATION)
                .tunable(RATE)
                .run(context -> {
                    first.add(context.tuned("rate"));
                    first.add(awaited(context));
                })
                .harmless());
        MigrationController engine = bench.engine(handler);
        MigrationController elsewhere = bench.engine(handler);
        MigrationHandle run = start(engine);
        OptionalLong atFirst = first.poll(20, TimeUnit.SECONDS);

        elsewhere.tune(run.id(), "rate", 50, "on-call", "the target is slow");
        MigrationResult result = run.await(EngineBench.LIMIT);

        assertThat(atFirst).isEmpty();
        assertThat(first.poll()).hasValue(50);
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(engine.history(run.id())).anySatisfy(record -> {
            assertThat(record.kind()).isEqualTo("Tuned");
            assertThat(record.actor()).isEqualTo("on-call");
            assertThat(record.body()).contains("the target is slow");
        });
    }

    private static OptionalLong awaited(StepContext context) {
        while (context.tuned("rate").isEmpty() && !context.stopRequested()) {
            Thread.onSpinWait();
        }
        return context.tuned("rate");
    }

    @Test
    void moreStepsRunAtOnceAsSoonAsParallelismIsRaised() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(2);
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("gate", StepKind.PREPARATION)
                    .waitForSignal("go")
                    .run(c -> {})
                    .harmless();
            for (String name : new String[] {"one", "two"}) {
                plan.step(name, StepKind.MIGRATION)
                        .after("gate")
                        .run(c -> {
                            together.countDown();
                            together.await();
                        })
                        .harmless();
            }
        }));
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();

        engine.tune(id, "parallelism", 2, "on-call", "there is room");
        engine.signal(id, "go", "on-call", "begin");

        assertThat(engine.handle(id).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void refusesWhatTheMigrationDoesNotHaveOrThatIsOutOfRange() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("copy", StepKind.MIGRATION)
                .tunable(RATE)
                .waitForSignal("go")
                .run(c -> {})
                .harmless()));
        MigrationId id = engine.plan(bench.spec(ExecutionOptions.USUAL)).id();

        assertThatThrownBy(() -> engine.tune(id, "colour", 1, "on-call", "why not"))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("colour")
                .hasMessageContaining("rate")
                .hasMessageContaining("parallelism");
        assertThatThrownBy(() -> engine.tune(id, "rate", 5, "on-call", "slower"))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("10 to 1000");
        assertThatThrownBy(() -> engine.tune(id, "parallelism", 65, "on-call", "faster"))
                .isInstanceOf(RequestRefusedException.class);
    }

    @Test
    void aStepThatAsksForWhatItDoesNotDeclareFailsWithItsName() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan ->
                plan.step("copy", StepKind.MIGRATION).run(c -> c.tuned("rate")).harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.status().failure().orElseThrow().message())
                .contains("copy")
                .contains("rate");
    }

    private MigrationHandle start(MigrationController engine) {
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        return engine.execute(plan.id(), bench.approval(plan));
    }
}
