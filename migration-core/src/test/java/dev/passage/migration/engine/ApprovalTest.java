package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.failure.ApprovalRefusedException;
import dev.passage.migration.failure.HandlerUnavailableException;
import dev.passage.migration.failure.PlanDriftException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may let a plan run, and what is refused (P5, X8, X10). */
final class ApprovalTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void refusesAnApprovalOfAnotherDigest() {
        MigrationController engine = bench.engine(bench.simple());
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));
        PlanDigest other = PlanDigest.of("sha256:" + "0".repeat(64));

        assertThatThrownBy(() -> engine.execute(plan.id(), Approval.of(other).by("on-call")))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining(plan.digest().value());
        assertThat(engine.status(plan.id()).state()).isEqualTo(MigrationState.PLANNED);
    }

    @Test
    void needsTwoPeopleOtherThanTheRequesterWhenAskedTo() throws InterruptedException {
        MigrationController engine = bench.engine(bench.simple());
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL.requiringTwoApprovals()));
        Approval first = Approval.of(plan.digest()).by("anna");

        MigrationHandle run = engine.execute(plan.id(), first);

        assertThat(run.status().state()).isEqualTo(MigrationState.AWAITING_APPROVAL);
        assertThatThrownBy(() -> engine.execute(plan.id(), first)).isInstanceOf(ApprovalRefusedException.class);
        assertThatThrownBy(() ->
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester")))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining("asked for it");
        assertThat(engine.execute(plan.id(), Approval.of(plan.digest()).by("bert"))
                        .await(EngineBench.LIMIT)
                        .state())
                .isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void needsASuccessfulDryRunWhenAskedTo() throws InterruptedException {
        MigrationController engine = bench.engine(bench.simple());
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL.requiringDryRun()));

        assertThatThrownBy(() -> engine.execute(plan.id(), bench.approval(plan)))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining("dry run");
        assertThat(engine.dryRun(plan.id()).isSuccessful()).isTrue();
        assertThat(engine.execute(plan.id(), bench.approval(plan))
                        .await(EngineBench.LIMIT)
                        .state())
                .isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void refusesAPlanWithBlockingFindings() {
        Scripted handler = bench.simple();
        handler.assessment = () -> Assessment.NONE.withFindings(
                List.of(Finding.blocking("x", "table \"t\"", "It has no key.", "Give it one.")));
        MigrationController engine = bench.engine(handler);
        MigrationPlan plan = engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThatThrownBy(() -> engine.execute(plan.id(), bench.approval(plan)))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("It has no key.");
    }

    @Test
    void refusesToRunWhenTheHandlerWouldNowPlanSomethingElse() {
        MigrationPlan plan = bench.engine(bench.simple()).plan(bench.spec(ExecutionOptions.USUAL));
        MigrationController changed = bench.engine(new Scripted(p -> {
            p.step("do", StepKind.MIGRATION).run(c -> {}).harmless();
            p.step("more", StepKind.MIGRATION).run(c -> {}).harmless();
        }));

        assertThatThrownBy(() -> changed.execute(plan.id(), bench.approval(plan)))
                .isInstanceOf(PlanDriftException.class)
                .hasMessageContaining("step more is new");
    }

    @Test
    void refusesAHandlerThatIsMissingOrOfAnotherVersion() {
        MigrationPlan plan = bench.engine(bench.simple()).plan(bench.spec(ExecutionOptions.USUAL));
        MigrationController newer = bench.engine(new Scripted(
                2, p -> p.step("do", StepKind.MIGRATION).run(c -> {}).harmless()));
        MigrationController none =
                bench.track(MigrationEngine.builder().journal(bench.journal).build());

        assertThatThrownBy(() -> newer.execute(plan.id(), bench.approval(plan)))
                .isInstanceOf(HandlerUnavailableException.class)
                .hasMessageContaining("scripted:1")
                .hasMessageContaining("scripted:2");
        assertThatThrownBy(() -> none.plan(bench.spec(ExecutionOptions.USUAL)))
                .isInstanceOf(HandlerUnavailableException.class);
        assertThatThrownBy(() -> none.status(MigrationId.of("unknown"))).isInstanceOf(UnknownMigrationException.class);
    }

    @Test
    void refusesASecondMigrationOfTheSameScope() throws InterruptedException {
        MigrationController engine = bench.engine(new Scripted(plan -> plan.step("wait", StepKind.CLEANUP)
                .waitForSignal("go")
                .run(c -> {})
                .harmless()));
        bench.execute(engine, ExecutionOptions.USUAL);
        MigrationPlan second = engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThatThrownBy(() -> engine.execute(second.id(), bench.approval(second)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("thing:test");
    }
}
