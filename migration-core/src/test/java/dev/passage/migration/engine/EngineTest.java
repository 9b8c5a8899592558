package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How the engine itself ends: errors, leases, threads (X1, X2, X8). */
final class EngineTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new StackOverflowError(), FailureKind.INSUFFICIENT_RESOURCES),
                Arguments.of(new OutOfMemoryError(), FailureKind.INSUFFICIENT_RESOURCES),
                Arguments.of(new AssertionError(), FailureKind.STEP_FAILED),
                Arguments.of(new NoClassDefFoundError(), FailureKind.STEP_FAILED));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorLeavesATruthfulStatus(Error thrown, FailureKind kind) throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("boom", StepKind.MIGRATION)
                .retry(Retry.fixed(3, Duration.ZERO))
                .run(c -> {
                    throw thrown;
                })
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.FAILED);
        assertThat(result.status().steps().get(0).state()).isEqualTo(StepState.FAILED);
        assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(kind);
    }

    @Test
    void givesTheLeaseBackOnlyWhenNoStepActsAnyMore() throws InterruptedException {
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicBoolean heldWhileActing = new AtomicBoolean();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("fails", StepKind.MIGRATION)
                    .run(c -> {
                        acting.await();
                        throw new AssertionError("planted");
                    })
                    .harmless();
            plan.step("acts", StepKind.MIGRATION)
                    .run(c -> {
                        c.onCancel(cancelled::countDown);
                        acting.countDown();
                        cancelled.await();
                        heldWhileActing.set(
                                bench.journal.heads(1).get(0).owner().isPresent());
                    })
                    .harmless();
        }));

        MigrationResult result =
                bench.execute(engine, ExecutionOptions.USUAL.withParallelism(2).withRollbackOnFailure(false));

        assertThat(result.state()).isEqualTo(MigrationState.FAILED);
        assertThat(cancelled.await(EngineBench.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(heldWhileActing).isTrue();
    }

    @Test
    void leavesNoThreadBehindAfterClosing() throws InterruptedException {
        MigrationController engine = bench.track(MigrationEngine.builder()
                .journal(bench.journal)
                .register(bench.simple())
                .clock(bench.clock)
                .instance("threadless")
                .build());
        assertThat(threads("threadless")).isEmpty();
        bench.execute(engine, ExecutionOptions.USUAL);
        assertThat(threads("threadless")).isNotEmpty();

        engine.close();

        // A pool has ended a moment before its last thread has.
        for (Thread ending : threads("threadless")) {
            ending.join(EngineBench.LIMIT.toMillis());
        }
        assertThat(threads("threadless")).isEmpty();
    }

    private static List<Thread> threads(String instance) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().contains(instance) || thread.getName().startsWith("Failsafe"))
                .toList();
    }
}
