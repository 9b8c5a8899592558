package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.ResourceStatus;
import dev.passage.migration.status.StepState;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import dev.passage.migration.step.UncertaintyPolicy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the status says of steps and resources on the way forth, back, and in doubt (X8, X12, R1). */
final class StatusTest {
    private static final RollbackOptions BACK = RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS);
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void warnsOfAResourceThatIsLeftAtTheEndAndOnlyThen() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("make", StepKind.PREPARATION)
                    .creates(Resource.of("scratch"))
                    .creates(Resource.of("kept"))
                    .run(context -> {})
                    .rollback("unmake", context -> {});
            plan.step("drop", StepKind.CLEANUP)
                    .after("make")
                    .waitForSignal("go")
                    .releases("scratch")
                    .creates(Resource.of("receipt"))
                    .run(context -> {})
                    .rollback("shred", context -> {});
        }));

        MigrationStatus waiting = bench.execute(engine, ExecutionOptions.USUAL).status();
        boolean releasedEarly = engine.resources(waiting.id()).stream().anyMatch(ResourceStatus::released);
        int early = engine.resources(waiting.id()).size();
        engine.signal(waiting.id(), "go", "on-call", "it is time");
        MigrationResult completed = engine.handle(waiting.id()).await(EngineBench.LIMIT);
        MigrationResult back = engine.rollback(waiting.id(), BACK).await(EngineBench.LIMIT);

        assertThat(waiting.warnings()).isEmpty();
        assertThat(early).isEqualTo(2);
        assertThat(releasedEarly).isFalse();
        assertThat(completed.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(completed.status().warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("(kept) is still there"))
                .anyMatch(warning -> warning.contains("(receipt) is still there"));
        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(back.status().warnings()).isEmpty();
    }

    @Test
    void aStepOnItsWayBackWaitsAsksAndTellsAsOneOnItsWayForth() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("do", StepKind.MIGRATION)
                .run(context -> context.note("done by", "hand"))
                .rollbackToOutcome("undo", "Undo it when somebody says so", StatusTest::undone)));
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();

        MigrationStatus waiting =
                engine.rollback(id, BACK).await(EngineBench.LIMIT).status();
        assertThatThrownBy(() -> engine.signal(id, "other", "on-call", "why not"))
                .isInstanceOf(RequestRefusedException.class);
        engine.signal(id, "begin", "on-call", "it is time");
        MigrationStatus blocked = engine.handle(id).await(EngineBench.LIMIT).status();
        engine.decide(id, "all", "on-call", "nobody needs it");
        MigrationStatus back = engine.handle(id).await(EngineBench.LIMIT).status();

        assertThat(waiting.state()).isEqualTo(MigrationState.WAITING);
        assertThat(waiting.steps().get(0).state()).isEqualTo(StepState.ROLLING_BACK);
        assertThat(blocked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(blocked.steps().get(0).state()).isEqualTo(StepState.BLOCKED);
        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(back.steps().get(0).state()).isEqualTo(StepState.ROLLED_BACK);
        assertThat(back.steps().get(0).notes()).containsOnly(entry("done by", "hand"), entry("undone", "all"));
        assertThatThrownBy(() -> engine.signal(id, "begin", "on-call", "once more"))
                .isInstanceOf(RequestRefusedException.class);
    }

    private static StepOutcome undone(StepContext context) {
        if (!context.signalled("begin")) {
            return StepOutcome.await("begin");
        }
        return context.decision()
                .map(choice -> {
                    context.note("undone", choice);
                    return StepOutcome.done();
                })
                .orElseGet(() -> StepOutcome.blocked("How much?", new Choice("all", "undoes all of it")));
    }

    @Test
    void asksAboutAStepInWhichItsProcessDied() throws InterruptedException {
        CountDownLatch dead = new CountDownLatch(1);
        AtomicBoolean dies = new AtomicBoolean(true);
        Scripted handler = new Scripted(plan -> plan.step("mail", StepKind.MIGRATION)
                .once(UncertaintyPolicy.ASK)
                .run(context -> {
                    if (dies.getAndSet(false)) {
                        dead.countDown();
                        throw new SimulatedCrashError(ExecutorFaultPoints.EFFECT_DONE);
                    }
                })
                .harmless());
        MigrationController first = bench.engine(handler);
        MigrationPlan plan = first.plan(bench.spec(ExecutionOptions.USUAL));
        first.execute(plan.id(), bench.approval(plan));
        dead.await();
        first.close();
        bench.clock.advance(Duration.ofMinutes(2));
        MigrationController second = bench.engine(handler);
        second.recover();

        MigrationStatus asked =
                second.handle(plan.id()).await(EngineBench.LIMIT).status();
        second.decide(plan.id(), StepLeg.TREAT_AS_DONE, "on-call", "the mail is there");
        MigrationStatus end = second.handle(plan.id()).await(EngineBench.LIMIT).status();

        assertThat(asked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(asked.steps().get(0).state()).isEqualTo(StepState.UNCERTAIN);
        assertThat(asked.choices()).extracting(Choice::name).containsExactly(StepLeg.TREAT_AS_DONE, StepLeg.RUN_AGAIN);
        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
    }
}
