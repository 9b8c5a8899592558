package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How steps run: order, outputs, retries, checks, time limits, at once (X3, X6, X9). */
final class StepsTest {
    private final EngineBench bench = new EngineBench();

    /** What the first step of a test returns. */
    public record Counted(int rows) {}

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void runsStepsInOrderOfTheirDependencies() throws InterruptedException {
        List<String> ran = new ArrayList<>();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("second", StepKind.MIGRATION)
                    .after("first")
                    .run(c -> ran.add("second"))
                    .harmless();
            plan.step("first", StepKind.MIGRATION).run(c -> ran.add("first")).harmless();
        }));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(ran).containsExactly("first", "second");
        assertThat(result.status().fraction()).isEqualTo(1);
    }

    @Test
    void handsTheOutputOfAStepToLaterSteps() throws InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("count", StepKind.PREPARATION)
                    .runToOutcome(c -> StepOutcome.done(new Counted(7)))
                    .harmless();
            plan.step("use", StepKind.MIGRATION)
                    .after("count")
                    .run(c -> seen.set(c.output("count", Counted.class).rows()))
                    .harmless();
        }));

        bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(seen).hasValue(7);
    }

    @Test
    void retriesAFailedStepAndSaysSo() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("flaky", StepKind.MIGRATION)
                .retry(Retry.fixed(3, Duration.ZERO))
                .run(c -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("secret value 4711");
                    }
                })
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(result.status().warnings()).anyMatch(warning -> warning.contains("flaky needed 3 attempts"));
        assertThat(bench.journal.read(result.status().id(), 0).toString()).doesNotContain("secret value");
    }

    @Test
    void pausesAtOnceWhileItWaitsForTheNextAttempt() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("flaky", StepKind.MIGRATION)
                .retry(Retry.fixed(3, Duration.ofHours(1)))
                .run(c -> {
                    failed.countDown();
                    throw new IllegalStateException("not yet");
                })
                .harmless()));
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        MigrationHandle handle = engine.execute(plan.id(), bench.approval(plan));
        assertThat(failed.await(EngineBench.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        engine.pause(plan.id(), "on-call", "look first");

        assertThat(handle.await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.PAUSED);
        assertThat(engine.history(plan.id()))
                .filteredOn(record -> record.kind().equals("StepFailed"))
                .hasSize(1);
    }

    @Test
    void doesNotRepeatAMistakeInTheCode() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("mistaken", StepKind.MIGRATION)
                .retry(Retry.fixed(3, Duration.ZERO))
                .run(c -> {
                    attempts.incrementAndGet();
                    throw new NullPointerException();
                })
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(attempts).hasValue(1);
        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    @Test
    void neverCompletesWhenACheckFailsOrWasSkipped() throws InterruptedException {
        for (Check check : List.of(Check.failed("rows", "1 missing"), Check.skipped("rows", "no time"))) {
            MigrationController engine = bench.engine(new Scripted(plan -> plan.step("verify", StepKind.VERIFICATION)
                    .run(c -> {})
                    .check(c -> check)
                    .harmless()));

            MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(FailureKind.DATA_CORRUPTION);
        }
    }

    @Test
    void callsTheCancelHookOfAStepThatTakesTooLong() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("slow", StepKind.MIGRATION)
                .retry(Retry.none())
                .timeout(Duration.ofMillis(100))
                .run(c -> {
                    c.onCancel(cancelled::countDown);
                    boolean hooked = false;
                    while (!hooked) {
                        try {
                            hooked = cancelled.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException ignoredAsDriversDo) {
                            hooked = false;
                        }
                    }
                })
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));

        assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(cancelled.getCount()).isZero();
    }

    @Test
    void runsIndependentStepsAtOnceUpToTheLimit() throws InterruptedException {
        CyclicBarrier bothInside = new CyclicBarrier(2);
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("left", StepKind.MIGRATION)
                    .run(c -> bothInside.await(10, TimeUnit.SECONDS))
                    .harmless();
            plan.step("right", StepKind.MIGRATION)
                    .run(c -> bothInside.await(10, TimeUnit.SECONDS))
                    .harmless();
        }));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL.withParallelism(2));

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
    }
}
