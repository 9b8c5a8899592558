package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rollback keeps, and the shortest way back (R4, R5). */
final class KeptAfterRollbackTest {
    private static final RollbackOptions USUAL = RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS);
    private static final Duration WEEK = Duration.ofDays(7);

    private final EngineBench bench = new EngineBench();
    private final List<String> undone = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void restoresFirstAndCleansUpLastEachInReverseOrderOfIntent() throws InterruptedException {
        MigrationController engine = engine();

        MigrationResult back = rollback(engine, moved(engine, ExecutionOptions.USUAL), USUAL);

        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).containsExactly("take-back", "let-writers-in", "clear-target", "drop-tables");
    }

    @Test
    void whatIsLeftOverIsKeptForItsTimeOverARestartAndThenRemoved() throws InterruptedException {
        MigrationController first = engine();
        MigrationId id = moved(first, ExecutionOptions.USUAL.keepingAfterRollback(WEEK));
        MigrationResult kept = rollback(first, id, USUAL);
        first.close();
        List<String> beforeItsTime = List.copyOf(undone);

        bench.clock.advance(WEEK);
        MigrationController second = engine();
        second.recover();
        MigrationResult end = second.handle(id).await(EngineBench.LIMIT);

        assertThat(kept.state()).isEqualTo(MigrationState.WAITING);
        assertThat(kept.status().wakeAt()).contains(bench.clock.instant());
        assertThat(beforeItsTime).containsExactly("take-back", "let-writers-in");
        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).endsWith("clear-target", "drop-tables");
    }

    @Test
    void aPersonMayHaveItRemovedBeforeItsTime() throws InterruptedException {
        MigrationController engine = engine();
        MigrationId id = moved(engine, ExecutionOptions.USUAL.keepingAfterRollback(WEEK));
        rollback(engine, id, USUAL);

        engine.signal(id, ExecutionOptions.CLEAN_UP, "on-call", "looked at it");
        MigrationResult end = engine.handle(id).await(EngineBench.LIMIT);

        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    @Test
    void goesOnWithoutADeadParticipantWhoseLossIsAcceptedAndKeepsWhatIsLeftOver() throws InterruptedException {
        Target target = new Target();
        Scripted handler = handler();
        handler.participants.add(target);
        MigrationController engine = bench.engine(handler);
        MigrationId id = moved(engine, ExecutionOptions.USUAL);
        target.dead = true;

        MigrationResult back = rollback(engine, id, RollbackOptions.acceptLoss("on-call", "its disk is gone"));
        List<String> soFar = List.copyOf(undone);
        engine.signal(id, ExecutionOptions.CLEAN_UP, "on-call", "nothing of it is needed");
        MigrationResult end = engine.handle(id).await(EngineBench.LIMIT);

        assertThat(back.state()).isEqualTo(MigrationState.WAITING);
        assertThat(soFar).containsExactly("take-back", "let-writers-in");
        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    /** Takes part until it dies. */
    private static final class Target implements Participant {
        private volatile boolean dead;

        @Override
        public String name() {
            return "target";
        }

        @Override
        public void raise(MigrationId migration, FencingToken token) throws IOException {
            if (dead) {
                throw new IOException("nobody answers");
            }
        }

        @Override
        public boolean canBeLost() {
            return true;
        }
    }

    /** No participant of this migration can be lost (R3). */
    @Test
    void noLossIsAcceptedWhereNothingCanBeDoneWithout() throws InterruptedException {
        MigrationController engine = engine();
        MigrationId id = moved(engine, ExecutionOptions.USUAL);

        assertThatThrownBy(() -> engine.rollback(id, RollbackOptions.acceptLoss("on-call", "it is dead")))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("no loss is to be accepted");
        assertThatThrownBy(() -> engine.dryRun(id, RollbackOptions.acceptLoss("on-call", "it is dead")))
                .isInstanceOf(RequestRefusedException.class);
    }

    @Test
    void aLossIsAcceptedWithNameAndReasonOnly() {
        assertThatThrownBy(() -> RollbackOptions.acceptLoss("", "it is dead")).hasMessageContaining("who");
        assertThatThrownBy(() -> RollbackOptions.acceptLoss("on-call", " ")).hasMessageContaining("why");
        assertThatThrownBy(() ->
                        RollbackOptions.acceptLoss("on-call", "it is dead").by(""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDryRunSaysWhatWouldBeUndoneInItsOrderAndUndoesNothing() throws InterruptedException {
        MigrationController engine = engine();
        MigrationId id = moved(engine, ExecutionOptions.USUAL);
        int records = engine.history(id).size();

        DryRunReport report = engine.dryRun(id, USUAL);

        assertThat(report.steps())
                .extracting(step -> step.step().value())
                .containsExactly("take-back", "let-writers-in", "clear-target", "drop-tables");
        assertThat(undone).isEmpty();
        assertThat(engine.history(id)).hasSize(records);
    }

    @Test
    void theRequestSaysHowLongInPlaceOfThePlan() throws InterruptedException {
        MigrationController engine = engine();
        MigrationId id = moved(engine, ExecutionOptions.USUAL.keepingAfterRollback(WEEK));

        MigrationResult back = rollback(engine, id, USUAL.keepingFor(Duration.ZERO));

        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    @Test
    void inAnEmergencyEverythingThatRestoresNothingWaitsForAPerson() throws InterruptedException {
        MigrationController engine = engine();
        MigrationId id = moved(engine, ExecutionOptions.USUAL);

        MigrationResult restored = rollback(engine, id, USUAL.asEmergency());
        List<String> soFar = List.copyOf(undone);
        engine.signal(id, ExecutionOptions.CLEAN_UP, "on-call", "the dust has settled");
        MigrationResult end = engine.handle(id).await(EngineBench.LIMIT);

        assertThat(restored.state()).isEqualTo(MigrationState.WAITING);
        assertThat(soFar).containsExactly("take-back in an emergency", "let-writers-in");
        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    private MigrationController engine() {
        return bench.engine(handler());
    }

    private Scripted handler() {
        return new Scripted(plan -> {
            plan.step("prepare", StepKind.PREPARATION)
                    .run(c -> {})
                    .rollback("drop-tables", c -> undone.add("drop-tables"))
                    .rollbackCleansUp();
            plan.step("hold", StepKind.PREPARATION)
                    .after("prepare")
                    .run(c -> {})
                    .rollback("let-writers-in", c -> undone.add("let-writers-in"));
            plan.step("copy", StepKind.MIGRATION)
                    .after("hold")
                    .run(c -> {})
                    .rollback("clear-target", c -> undone.add("clear-target"))
                    .rollbackCleansUp();
            plan.step("switch", StepKind.CUTOVER)
                    .after("copy")
                    .run(c -> {})
                    .rollback("take-back", c -> undone.add("take-back" + (c.isEmergency() ? " in an emergency" : "")));
        });
    }

    private MigrationId moved(MigrationController engine, ExecutionOptions options) throws InterruptedException {
        MigrationResult result = bench.execute(engine, options);
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        return result.status().id();
    }

    private static MigrationResult rollback(MigrationController engine, MigrationId id, RollbackOptions options)
            throws InterruptedException {
        return engine.rollback(id, options).await(EngineBench.LIMIT);
    }
}
