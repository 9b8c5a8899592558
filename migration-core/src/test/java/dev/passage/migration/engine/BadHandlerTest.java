package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import dev.passage.migration.step.StepTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake of a handler is named with its step and leaves nothing behind (P1, P4, X6, X9). */
class BadHandlerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final InMemoryJournal journal = new InMemoryJournal(clock);
    private MigrationController engine =
            MigrationEngine.builder().journal(journal).build();

    /** What JSON has no form for. */
    public record Unfit(Thread thread) {}

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void namesAHandlerThatThrowsWhileItAssesses() {
        refusesAssessment(() -> {
            throw new IllegalStateException("row (4711)");
        });

        assertThat(journal.heads(10)).isEmpty();
    }

    @Test
    void namesFactsThatCannotBeStored() {
        refusesAssessment(() -> Assessment.of(new Unfit(Thread.currentThread())));

        assertThat(journal.heads(10)).isEmpty();
    }

    private void refusesAssessment(Supplier<Assessment> assessment) {
        Scripted handler = new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless());
        handler.assessment = assessment;
        open(handler);

        assertThatThrownBy(() -> engine.plan(MigrationSpec.of(new Scripted.Settings("test"))))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("scripted:1")
                .hasMessageNotContaining("4711");
    }

    @Test
    void looksAgainAtWhatWasOutOfReachBeforeTheFirstStep() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();

        MigrationResult result = runOnceLookedAt(() -> {
            if (looks.incrementAndGet() < 3) {
                throw new UncheckedIOException(new IOException("connection reset"));
            }
            return Assessment.NONE;
        });

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(looks).hasValue(3);
    }

    @Test
    void beginsNothingWhenWhatIsOutOfReachStaysSo() throws InterruptedException {
        MigrationResult result = runOnceLookedAt(() -> {
            throw new UncheckedIOException(new IOException("connection reset"));
        });

        assertThat(result.state()).isEqualTo(MigrationState.FAILED);
        assertThat(result.status().failure().map(Failure::message))
                .hasValueSatisfying(message -> assertThat(message).contains("scripted:1", "assess"));
    }

    /** Runs a migration whose handler assesses so after it has planned. */
    private MigrationResult runOnceLookedAt(Supplier<Assessment> assessment) throws InterruptedException {
        Scripted handler = new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless());
        open(handler);
        MigrationPlan plan = engine.plan(MigrationSpec.of(new Scripted.Settings("test")));
        handler.assessment = assessment;

        return engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofSeconds(20));
    }

    @Test
    void namesTheStepWhoseOutputCannotBeStored() throws InterruptedException {
        AtomicInteger undone = new AtomicInteger();

        Failure failure = failureOf(plan -> plan.step("count", StepKind.MIGRATION)
                .runToOutcome(c -> StepOutcome.done(new Unfit(Thread.currentThread())))
                .rollback("uncount", c -> undone.incrementAndGet()));

        assertThat(failure.message()).contains("output of step count").contains("cannot be stored");
        assertThat(failure.actions().get(0).description()).contains("Unfit").contains("public record");
        assertThat(undone).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4097, 1_000_000})
    void namesTheStepWhoseCheckpointIsTooLong(int length) throws InterruptedException {
        Failure failure = failureOnceOf(c -> c.checkpoint("cursor", "x".repeat(length)));

        assertThat(failure.message())
                .contains("cursor")
                .contains("step copy")
                .contains("4096")
                .contains(String.valueOf(length));
    }

    @Test
    void namesTheStepThatReadsAnOutputThereIsNot() throws InterruptedException {
        Failure failure = failureOnceOf(c -> c.output("copy", Scripted.Settings.class));

        assertThat(failure.message()).contains("Step copy reads the output of step copy");
    }

    /** Runs a step whose mistake no second attempt can mend. */
    private Failure failureOnceOf(StepTask mistake) throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        Failure failure = failureOf(plan -> plan.step("copy", StepKind.MIGRATION)
                .run(c -> {
                    attempts.incrementAndGet();
                    mistake.run(c);
                })
                .harmless());
        assertThat(attempts).hasValue(1);
        return failure;
    }

    @Test
    void refusesASignalForAMigrationThatDoesNotWait() throws InterruptedException {
        open(new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless()));
        MigrationPlan plan = engine.plan(MigrationSpec.of(new Scripted.Settings("test")));
        refusesSignal(plan, "PLANNED");

        engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call")).await(LIMIT);

        refusesSignal(plan, "COMPLETED");
    }

    private void refusesSignal(MigrationPlan plan, String state) {
        assertThatThrownBy(() -> engine.signal(plan.id(), "go", "on-call", "it is time"))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining(plan.id().value())
                .hasMessageContaining(state)
                .hasMessageContaining("\"go\"");
    }

    private Failure failureOf(Consumer<PlanBuilder> script) throws InterruptedException {
        open(new Scripted(script));
        MigrationPlan plan = engine.plan(MigrationSpec.of(new Scripted.Settings("test")));
        MigrationResult result = engine.execute(
                        plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(LIMIT);
        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        return result.status().failure().orElseThrow();
    }

    private void open(Scripted handler) {
        engine.close();
        engine = MigrationEngine.builder()
                .journal(journal)
                .register(handler)
                .clock(clock)
                .pollInterval(Duration.ofMillis(20))
                .build();
    }
}
