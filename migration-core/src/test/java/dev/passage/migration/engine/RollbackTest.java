package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way back and what is left after it (R1, R2, X12). */
final class RollbackTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void rollsBackInReverseOrderOfIntentWhenAStepFails() throws InterruptedException {
        List<String> undone = new ArrayList<>();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("a", StepKind.MIGRATION).run(c -> {}).rollback("undo-a", c -> undone.add("a"));
            plan.step("b", StepKind.MIGRATION).after("a").run(c -> {}).rollback("undo-b", c -> undone.add("b"));
            plan.step("c", StepKind.MIGRATION)
                    .after("b")
                    .retry(Retry.none())
                    .run(c -> {
                        throw new IllegalStateException();
                    })
                    .rollback("undo-c", c -> undone.add("c"));
        }));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).containsExactly("c", "b", "a");
        assertThat(result.status().failure()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.STEP_FAILED);
            assertThat(failure.message()).contains("Step c").contains("IllegalStateException");
        });
    }

    @Test
    void stopsAtAFailureWhenNotToRollBackAndResumesWithoutRepeatingFinishedSteps() throws InterruptedException {
        AtomicInteger first = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean(true);
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("first", StepKind.MIGRATION)
                    .run(c -> first.incrementAndGet())
                    .harmless();
            plan.step("second", StepKind.MIGRATION)
                    .after("first")
                    .retry(Retry.none())
                    .run(c -> {
                        if (broken.get()) {
                            throw new IllegalStateException();
                        }
                    })
                    .harmless();
        }));
        MigrationResult failed = bench.execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));
        broken.set(false);

        MigrationResult resumed =
                engine.resume(failed.status().id(), "on-call", "mended").await(EngineBench.LIMIT);

        assertThat(failed.state()).isEqualTo(MigrationState.FAILED);
        assertThat(resumed.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(first).hasValue(1);
    }

    @Test
    void rollsBackByHandAfterCompletionUnlessAPointOfNoReturnIsPassed() throws InterruptedException {
        AtomicBoolean undone = new AtomicBoolean();
        MigrationController engine = bench.engine(new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> undone.set(true))));
        MigrationController final2 = bench.engine(new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).pointOfNoReturn()));
        RollbackOptions options = RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS);

        MigrationResult done = bench.execute(engine, ExecutionOptions.USUAL);
        MigrationResult back = engine.rollback(done.status().id(), options).await(EngineBench.LIMIT);
        MigrationResult gone = bench.execute(final2, ExecutionOptions.USUAL);

        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).isTrue();
        assertThat(done.status().wayBack().pointOfNoReturn()).isEmpty();
        assertThat(gone.status().wayBack().pointOfNoReturn()).contains(StepId.of("do"));
        assertThat(gone.status().wayBack().refusal()).isPresent();
        assertThatThrownBy(() -> final2.rollback(gone.status().id(), options))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("point of no return");
    }

    @Test
    void aRollbackThatKeepsFailingSaysWhatIsLeftAndCanBeTriedAgain() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean(true);
        List<Boolean> stops = new ArrayList<>();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> {
                if (broken.get()) {
                    throw StepFailedException.fatal(
                            FailureKind.DEPENDENCY_UNAVAILABLE, "Store is gone.", "Bring it back.");
                }
                stops.add(c.stopRequested());
            });
        }));
        MigrationResult done = bench.execute(engine, ExecutionOptions.USUAL);
        RollbackOptions options = RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS);

        MigrationResult stuck = engine.rollback(done.status().id(), options).await(EngineBench.LIMIT);
        broken.set(false);
        MigrationResult again = engine.rollback(done.status().id(), options).await(EngineBench.LIMIT);

        assertThat(stuck.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
        assertThat(stuck.status().steps().get(0).state()).isEqualTo(StepState.ROLLBACK_FAILED);
        assertThat(stuck.status().failure().orElseThrow().message()).contains("Store is gone.");
        assertThat(stuck.status().wayBack().left()).containsExactly(StepId.of("undo"));
        assertThat(stuck.status().wayBack().isOpen()).isTrue();
        assertThat(again.status().wayBack().left()).isEmpty();
        assertThat(again.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(stops).containsExactly(false);
    }

    @Test
    void listsWhatItCreatedAndThatItIsGone() throws InterruptedException {
        List<String> names = new ArrayList<>();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("make", StepKind.PREPARATION)
                    .creates(Resource.of("scratch"))
                    .run(c -> names.add(c.resource("scratch")))
                    .rollback("unmake", c -> {});
            plan.step("drop", StepKind.CLEANUP)
                    .after("make")
                    .releases("scratch")
                    .run(c -> names.add(c.resource("scratch")))
                    .harmless();
        }));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(names).hasSize(2).containsOnly(names.get(0));
        assertThat(engine.resources(result.status().id())).singleElement().satisfies(resource -> {
            assertThat(resource.identity()).isEqualTo(names.get(0));
            assertThat(resource.released()).isTrue();
        });
    }

    @Test
    void listsAgainWhatARollbackMayCreateAgainUntilItsCreatorIsUndone() throws InterruptedException {
        List<Boolean> gone = new ArrayList<>();
        AtomicReference<MigrationController> asked = new AtomicReference<>();
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("make", StepKind.PREPARATION)
                    .creates(Resource.of("scratch"))
                    .run(c -> {})
                    .rollback("unmake", c -> {});
            plan.step("use", StepKind.MIGRATION)
                    .after("make")
                    .run(c -> {})
                    .rollback(
                            "use-again",
                            c -> Objects.requireNonNull(asked.get())
                                    .resources(c.migration())
                                    .forEach(resource -> gone.add(resource.released())))
                    .rollbackRecreates("scratch");
            plan.step("drop", StepKind.CLEANUP)
                    .after("use")
                    .releases("scratch")
                    .run(c -> {})
                    .harmless();
        }));
        asked.set(engine);
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();
        gone.add(engine.resources(id).get(0).released());

        engine.rollback(id, RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS))
                .await(EngineBench.LIMIT);

        gone.add(engine.resources(id).get(0).released());
        assertThat(gone).containsExactly(true, false, true);
    }
}
