package dev.passage.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan says of itself: what blocks it, and where it cannot be undone any more (P1, P2, P4). */
final class MigrationPlanTest {
    private static final Finding BLOCKING = Finding.blocking("key", "table \"t\"", "It has no key.", "Give it one.");
    private static final Finding WARNING = Finding.warning("size", "table \"t\"", "It is large.", "Take your time.");
    private static final Finding INFO = Finding.info("rows", "table \"t\"", "It has 3 rows.");

    /** What is asked for. */
    record Nothing() {}

    @Test
    void isBlockedByABlockingFinding() {
        MigrationPlan plan = plan(ValidationLevel.FULL, List.of(), List.of(INFO, WARNING, BLOCKING));

        assertThat(plan.isBlocked()).isTrue();
        assertThat(plan.blockingFindings()).containsExactly(BLOCKING);
    }

    @Test
    void isBlockedByAWarningAtLevelStrictAlone() {
        assertThat(plan(ValidationLevel.FULL, List.of(), List.of(INFO, WARNING)).isBlocked())
                .isFalse();
        assertThat(plan(ValidationLevel.STRICT, List.of(), List.of(INFO, WARNING))
                        .blockingFindings())
                .containsExactly(WARNING);
        assertThat(plan(ValidationLevel.STRICT, List.of(), List.of(INFO)).isBlocked())
                .isFalse();
    }

    @Test
    void namesTheFirstStepThatCannotBeUndone() {
        Step harmless = step("a").harmless().build();
        Step first = step("b").pointOfNoReturn().build();
        Step second = step("c").pointOfNoReturn().build();

        assertThat(plan(ValidationLevel.FULL, List.of(harmless, first, second), List.of())
                        .pointOfNoReturn())
                .contains(StepId.of("b"));
        assertThat(plan(ValidationLevel.FULL, List.of(harmless), List.of()).pointOfNoReturn())
                .isEmpty();
    }

    @Test
    void findsAStepByItsName() {
        Step step = step("a").harmless().build();
        MigrationPlan plan = plan(ValidationLevel.FULL, List.of(step), List.of());

        assertThat(plan.step(StepId.of("a"))).contains(step);
        assertThat(plan.step(StepId.of("b"))).isEmpty();
    }

    @Test
    void doesNotChangeWithTheListsItWasMadeOf() {
        List<Finding> findings = new ArrayList<>(List.of(INFO));
        MigrationPlan plan = plan(ValidationLevel.FULL, List.of(), findings);

        findings.add(BLOCKING);

        assertThat(plan.findings()).containsExactly(INFO);
        assertThatThrownBy(() -> plan.findings().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void rendersThroughItsRenderer() {
        assertThat(plan(ValidationLevel.FULL, List.of(), List.of()).render(PlanFormat.TEXT))
                .isEqualTo("m-1 as TEXT");
    }

    private static StepBuilder step(String id) {
        return new StepBuilder(StepId.of(id), StepKind.MIGRATION).run(c -> {});
    }

    private static MigrationPlan plan(ValidationLevel level, List<Step> steps, List<Finding> findings) {
        return new MigrationPlan(
                MigrationId.of("m-1"),
                MigrationType.CUSTOM,
                HandlerId.of("test", 1),
                "Move nothing",
                "here",
                "there",
                Optional.empty(),
                MigrationSpec.of(new Nothing()).with(ExecutionOptions.USUAL.withValidation(level)),
                steps,
                findings,
                new Estimate(StepEstimate.NONE, Optional.empty()),
                new RiskAssessment(RiskLevel.LOW, List.of()),
                PlanDigest.of("sha256:" + "0".repeat(64)),
                Instant.EPOCH,
                (plan, format) -> plan.id() + " as " + format);
    }
}
