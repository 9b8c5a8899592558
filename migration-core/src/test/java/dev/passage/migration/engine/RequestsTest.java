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
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people ask of a migration while it runs or waits: signals, decisions, pause, cancel (X4, X5, X11). */
final class RequestsTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void waitsSevenDaysWithoutAThreadAndGoesOnAfterARestart() throws InterruptedException {
        AtomicBoolean cleaned = new AtomicBoolean();
        Scripted handler = new Scripted(plan -> {
            plan.step("move", StepKind.MIGRATION).run(c -> {}).harmless();
            plan.step("clean", StepKind.CLEANUP)
                    .after("move")
                    .waitFor(Duration.ofDays(7))
                    .run(c -> cleaned.set(true))
                    .harmless();
        });
        MigrationController first = bench.engine(handler);
        MigrationResult waiting = bench.execute(first, ExecutionOptions.USUAL.withTimeout(Duration.ofHours(1)));
        first.close();
        MigrationController second = bench.engine(handler);

        bench.clock.advance(Duration.ofDays(6));
        assertThat(second.recover()).isEmpty();
        bench.clock.advance(Duration.ofDays(2));
        second.recover();
        MigrationResult result = second.handle(waiting.status().id()).await(EngineBench.LIMIT);

        assertThat(waiting.state()).isEqualTo(MigrationState.WAITING);
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(cleaned).isTrue();
    }

    @Test
    void waitsForASignalAndRefusesOneItDoesNotWaitFor() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("retire", StepKind.CLEANUP)
                .waitForSignal("go")
                .run(c -> {})
                .harmless()));
        MigrationResult waiting = bench.execute(engine, ExecutionOptions.USUAL);
        MigrationId id = waiting.status().id();

        assertThatThrownBy(() -> engine.signal(id, "other", "on-call", "it is time"))
                .isInstanceOf(RequestRefusedException.class);
        engine.signal(id, "go", "on-call", "it is time");

        assertThat(waiting.state()).isEqualTo(MigrationState.WAITING);
        assertThat(engine.handle(id).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void asksAPersonAndGoesOnWithTheChoice() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("ask", StepKind.MIGRATION)
                .runToOutcome(c -> c.decision()
                        .map(choice -> {
                            c.note("chosen", choice);
                            return StepOutcome.done();
                        })
                        .orElseGet(() -> StepOutcome.blocked("Which?", new Choice("left", "goes left"))))
                .harmless()));
        MigrationResult blocked = bench.execute(engine, ExecutionOptions.USUAL);
        MigrationId id = blocked.status().id();

        assertThatThrownBy(() -> engine.decide(id, "right", "on-call", "")).isInstanceOf(RequestRefusedException.class);
        engine.decide(id, "left", "on-call", "because");
        MigrationResult result = engine.handle(id).await(EngineBench.LIMIT);

        assertThat(blocked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(blocked.status().question()).contains("Which?");
        assertThat(blocked.status().choices()).extracting(Choice::name).containsExactly("left");
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(result.status().steps().get(0).notes()).containsEntry("chosen", "left");
    }

    @Test
    void pausesAtASafePointFromAnotherInstanceAndGoesOnWhenResumed() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean pausedOnce = new AtomicBoolean();
        Scripted handler = new Scripted(plan -> plan.step("long", StepKind.MIGRATION)
                .runToOutcome(c -> {
                    inside.countDown();
                    while (!pausedOnce.get()) {
                        if (c.stopRequested()) {
                            pausedOnce.set(true);
                            return StepOutcome.stopped();
                        }
                        Thread.onSpinWait();
                    }
                    return StepOutcome.done();
                })
                .harmless());
        MigrationController runner = bench.engine(handler);
        MigrationController other = bench.engine(handler);
        MigrationPlan plan = runner.plan(bench.spec(ExecutionOptions.USUAL));
        MigrationHandle run = runner.execute(plan.id(), bench.approval(plan));
        inside.await();

        other.pause(plan.id(), "on-call", "lunch");
        MigrationResult paused = run.await(EngineBench.LIMIT);
        MigrationResult resumed = other.resume(plan.id(), "on-call", "back").await(EngineBench.LIMIT);

        assertThat(paused.state()).isEqualTo(MigrationState.PAUSED);
        assertThat(resumed.state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void cancelRollsBackWhatWasDone() throws InterruptedException {
        AtomicBoolean undone = new AtomicBoolean();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> undone.set(true));
            plan.step("wait", StepKind.CLEANUP)
                    .after("do")
                    .waitForSignal("go")
                    .run(c -> {})
                    .harmless();
        }));
        MigrationResult waiting = bench.execute(engine, ExecutionOptions.USUAL);

        engine.cancel(waiting.status().id(), "on-call", "not wanted");
        MigrationResult result = engine.handle(waiting.status().id()).await(EngineBench.LIMIT);

        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).isTrue();
    }
}
