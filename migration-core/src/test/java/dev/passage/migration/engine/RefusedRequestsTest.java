package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.step.StepKind;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a migration that has ended, has not begun, or does not ask says to requests; nothing is journaled then (X4, H4). */
final class RefusedRequestsTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void aCompletedMigrationTakesNoneButARollback() throws InterruptedException {
        MigrationController engine = bench.engine(bench.simple());
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();
        int records = engine.history(id).size();

        refuses(() -> engine.pause(id, "on-call", "lunch"), "a pause");
        refuses(() -> engine.resume(id, "on-call", "go on"), "a resume");
        refuses(() -> engine.cancel(id, "on-call", "too late"), "a cancellation");
        refuses(() -> engine.decide(id, "again", "on-call", "why not"), "It asks nothing");
        refuses(() -> engine.signal(id, "go", "on-call", "why not"), "signal \"go\"");
        refuses(() -> engine.tune(id, "parallelism", 2, "on-call", "faster"), "It has ended");

        assertThat(engine.status(id).state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(engine.history(id)).hasSize(records);
    }

    @Test
    void aPlanThatNobodyApprovedCannotBePaused() {
        MigrationController engine = bench.engine(bench.simple());
        MigrationId id = engine.plan(bench.spec(ExecutionOptions.USUAL)).id();

        refuses(() -> engine.pause(id, "on-call", "lunch"), "Nothing of it is running");
        assertThat(engine.status(id).state()).isEqualTo(MigrationState.PLANNED);
    }

    @Test
    void aSignalIsTakenOnceAndOnlyWhileItIsAwaited() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("wait", StepKind.MIGRATION)
                    .waitForSignal("go")
                    .run(context -> {})
                    .harmless();
            plan.step("again", StepKind.MIGRATION)
                    .after("wait")
                    .waitForSignal("finish")
                    .run(context -> {})
                    .harmless();
        }));
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();

        refuses(() -> engine.signal(id, "other", "on-call", "why not"), "It does not wait for it");
        engine.signal(id, "go", "on-call", "begin");
        while (engine.status(id).steps().get(0).state() != StepState.DONE) {
            Thread.onSpinWait();
        }
        refuses(() -> engine.signal(id, "go", "on-call", "once more"), "It does not wait for it");
        engine.cancel(id, "on-call", "changed our mind");
        MigrationState end = engine.handle(id).await(EngineBench.LIMIT).state();
        refuses(() -> engine.signal(id, "finish", "on-call", "too late"), "It does not wait for it");

        assertThat(end).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(engine.history(id))
                .filteredOn(record -> record.kind().equals("Signalled"))
                .hasSize(1);
    }

    private static void refuses(ThrowingCallable request, String naming) {
        assertThatThrownBy(request).isInstanceOf(RequestRefusedException.class).hasMessageContaining(naming);
    }
}
