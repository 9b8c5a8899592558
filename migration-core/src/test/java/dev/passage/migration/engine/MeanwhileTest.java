package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What another instance, or the end of this one, does between a look at the journal and the act that follows (X2, X4). */
final class MeanwhileTest {
    private final EngineBench bench = new EngineBench();
    private final InterposedJournal journal = new InterposedJournal(bench.journal);

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void judgesARequestAgainWhenAnotherCameBetween() throws InterruptedException {
        Scripted handler = signalled();
        MigrationController engine = interposed(handler);
        MigrationController other = bench.engine(handler);
        MigrationId id = bench.execute(engine, ExecutionOptions.USUAL).status().id();
        journal.before("request", () -> other.signal(id, "go", "anna", "begin"));

        assertThatThrownBy(() -> engine.signal(id, "go", "bert", "begin")).isInstanceOf(RequestRefusedException.class);

        assertThat(engine.handle(id).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(engine.history(id))
                .filteredOn(record -> record.kind().equals("Signalled"))
                .singleElement()
                .satisfies(record -> assertThat(record.actor()).isEqualTo("anna"));
    }

    @Test
    void hearsASignalThatComesAsItGoesToRest() throws InterruptedException {
        Scripted handler = signalled();
        MigrationController engine = interposed(handler);
        MigrationController other = remote(handler);
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        journal.beforeRecord("Suspended", () -> other.signal(plan.id(), "go", "anna", "begin"));

        MigrationState end = engine.execute(plan.id(), bench.approval(plan))
                .await(EngineBench.LIMIT)
                .state();

        assertThat(end).isEqualTo(MigrationState.COMPLETED);
        assertThat(engine.history(plan.id())).noneMatch(record -> record.kind().equals("Suspended"));
    }

    @Test
    void turnsBackWhenItIsCancelledAsItGoesToRest() throws InterruptedException {
        Scripted handler = signalled();
        MigrationController engine = interposed(handler);
        MigrationController other = remote(handler);
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        journal.beforeRecord("Suspended", () -> other.cancel(plan.id(), "anna", "changed our mind"));

        MigrationState end = engine.execute(plan.id(), bench.approval(plan))
                .await(EngineBench.LIMIT)
                .state();

        assertThat(end).isEqualTo(MigrationState.ROLLED_BACK);
    }

    @Test
    void turnsBackWhenItIsCancelledAsItPausesOrFails() throws InterruptedException {
        for (String rest : List.of("Paused", "Failed")) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch asked = new CountDownLatch(1);
            Scripted handler = new Scripted(plan -> plan.step("do", StepKind.MIGRATION)
                    .retry(Retry.none())
                    .run(context -> {
                        inside.countDown();
                        asked.await();
                        if (rest.equals("Failed")) {
                            throw new IllegalStateException("planted");
                        }
                    })
                    .rollback("undo", context -> {}));
            MigrationController engine = interposed(handler);
            MigrationController other = remote(handler);
            MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL.withRollbackOnFailure(false)));
            journal.beforeRecord(rest, () -> other.cancel(plan.id(), "anna", "changed our mind"));
            MigrationHandle run = engine.execute(plan.id(), bench.approval(plan));
            inside.await();
            if (rest.equals("Paused")) {
                engine.pause(plan.id(), "anna", "lunch");
            }
            asked.countDown();

            assertThat(run.await(EngineBench.LIMIT).state()).as(rest).isEqualTo(MigrationState.ROLLED_BACK);
        }
    }

    @Test
    void doesNotRunWhatWasCancelledBeforeItGotTheLease() {
        MigrationController engine = interposed(bench.simple());
        MigrationController other = bench.engine(bench.simple());
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        journal.before("acquire", () -> other.cancel(plan.id(), "anna", "changed our mind"));

        engine.execute(plan.id(), bench.approval(plan));

        assertThat(engine.status(plan.id()).state()).isEqualTo(MigrationState.CANCELLED);
        assertThat(engine.status(plan.id()).owner()).isEmpty();
        assertThat(engine.history(plan.id())).noneMatch(record -> record.kind().equals("TakenUp"));
    }

    @Test
    void doesNotAskForTheLeaseOfWhatEndedSinceItWasFoundDue() {
        MigrationController closing = interposed(bench.simple());
        MigrationPlan plan = closing.plan(bench.spec(ExecutionOptions.USUAL));
        journal.before("acquire", closing::close);
        closing.execute(plan.id(), bench.approval(plan));
        MigrationController late = interposed(bench.simple());
        MigrationController other = remote(bench.simple());
        AtomicBoolean asked = new AtomicBoolean();
        journal.before("read", () -> other.cancel(plan.id(), "anna", "changed our mind"));
        journal.before("acquire", () -> asked.set(true));

        assertThat(late.recover()).isEmpty();

        assertThat(late.status(plan.id()).state()).isEqualTo(MigrationState.CANCELLED);
        assertThat(asked).isFalse();
    }

    @Test
    void leavesToOthersWhatItTakesUpWhileItIsClosed() throws InterruptedException {
        MigrationController closing = interposed(bench.simple());
        MigrationPlan plan = closing.plan(bench.spec(ExecutionOptions.USUAL));
        journal.before("acquire", closing::close);

        closing.execute(plan.id(), bench.approval(plan));

        assertThat(bench.journal.read(plan.id(), 0))
                .noneMatch(record -> record.kind().equals("TakenUp"));
        MigrationController polling = interposed(bench.simple());
        journal.before("due", polling::close);
        assertThat(polling.recover()).isEmpty();
        MigrationController next = remote(bench.simple());
        assertThat(next.recover()).hasSize(1);
        assertThat(next.handle(plan.id()).await(EngineBench.LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
    }

    private static Scripted signalled() {
        return new Scripted(plan -> {
            plan.step("do", StepKind.MIGRATION).run(context -> {}).rollback("undo", context -> {});
            plan.step("wait", StepKind.MIGRATION)
                    .after("do")
                    .waitForSignal("go")
                    .run(context -> {})
                    .harmless();
        });
    }

    /** An instance that does not look for what is due while the test runs. */
    private MigrationController remote(Scripted handler) {
        return bench.track(MigrationEngine.builder()
                .journal(bench.journal)
                .register(handler)
                .clock(bench.clock)
                .pollInterval(Duration.ofHours(1))
                .build());
    }

    private MigrationController interposed(Scripted handler) {
        Executor host = work -> new Thread(work, "host").start();
        return bench.track(MigrationEngine.builder()
                .journal(journal.journal())
                .register(handler)
                .clock(bench.clock)
                .executor(host)
                .pollInterval(Duration.ofHours(1))
                .build());
    }
}
