package dev.passage.migration.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.Cost;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.RiskLevel;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.UncertaintyPolicy;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a plan must be, and what is refused with the name of the step at fault (P1, P2, P6). */
class PlannerTest {
    private static final MigrationId ID = MigrationId.of("m-1");

    /** What the handler is asked for. */
    public record Settings(String name) {}

    @Test
    void keepsTheHandlersOrderWhereDependenciesAllow() {
        MigrationPlan plan = plan(p -> {
            step(p, "c").after("a");
            step(p, "a");
            step(p, "b");
        });

        assertThat(plan.steps()).extracting(Step::id).extracting(StepId::value).containsExactly("a", "c", "b");
    }

    @Test
    void givesTheSameDigestForTheSamePlanAndAnotherForAnother() {
        MigrationPlan one = plan(p -> step(p, "a"));
        MigrationPlan same = plan(p -> step(p, "a"));
        MigrationPlan other = plan(p -> step(p, "a").timeout(Duration.ofSeconds(1)));

        assertThat(one.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void refusesACycleNamingItsSteps() {
        assertRejected(
                p -> {
                    step(p, "a").after("b");
                    step(p, "b").after("a");
                },
                "a after b after a");
    }

    @Test
    void refusesAnUnknownDependency() {
        assertRejected(p -> step(p, "a").after("nowhere"), "Step a comes after step nowhere");
    }

    @Test
    void refusesTwoStepsOfOneName() {
        assertRejected(
                p -> {
                    step(p, "a");
                    step(p, "a");
                },
                "two steps named a");
    }

    @Test
    void refusesAStepThatDoesNotSayHowItIsUndone() {
        assertRejected(p -> p.step("a", StepKind.MIGRATION).run(c -> {}), "Step a does not say how it is undone");
    }

    @Test
    void refusesAStepWithoutCode() {
        assertRejected(p -> p.step("a", StepKind.MIGRATION).harmless(), "Step a has no code");
    }

    @Test
    void refusesARollbackStepWithTheNameOfAnother() {
        assertRejected(
                p -> {
                    step(p, "a");
                    p.step("b", StepKind.MIGRATION).run(c -> {}).rollback("a", c -> {});
                },
                "rollback step a of step b");
    }

    @Test
    void refusesAPlanWithoutSteps() {
        assertRejected(p -> {}, "no steps");
    }

    @Test
    void namesAHandlerThatThrows() {
        assertRejected(
                p -> {
                    throw new IllegalStateException("x");
                },
                "Handler test:1 failed in plan(...)");
    }

    @Test
    void marksThePointOfNoReturnAndItsRisk() {
        MigrationPlan plan = plan(p -> {
            step(p, "a");
            p.step("b", StepKind.CLEANUP).after("a").run(c -> {}).pointOfNoReturn();
        });

        assertThat(plan.pointOfNoReturn()).contains(StepId.of("b"));
        assertThat(plan.risk().level()).isEqualTo(RiskLevel.HIGH);
        assertThat(plan.risk().risks()).anyMatch(risk -> risk.reason().contains("step b"));
    }

    @Test
    void addsUpEstimatesAndAsksTheCostModel() {
        Cost cost = new Cost(BigDecimal.ONE, BigDecimal.TEN, "EUR/month");
        Planner planner = planner(
                p -> {
                    step(p, "a").estimate(new StepEstimate(10, 100, Duration.ofSeconds(1), Duration.ZERO));
                    step(p, "b").estimate(new StepEstimate(5, 50, Duration.ofSeconds(2), Duration.ofMillis(300)));
                },
                cost);

        MigrationPlan plan =
                planner.plan(ID, MigrationSpec.of(new Settings("x"))).plan();

        assertThat(plan.estimate().total())
                .isEqualTo(new StepEstimate(15, 150, Duration.ofSeconds(3), Duration.ofMillis(300)));
        assertThat(plan.estimate().cost()).contains(cost);
        assertThat(cost.difference()).isEqualTo(BigDecimal.valueOf(9));
    }

    @Test
    void refusesARollbackThatRecreatesWhatNoStepCreates() {
        assertRejected(
                p -> p.step("use", StepKind.MIGRATION)
                        .run(c -> {})
                        .rollback("use-again", c -> {})
                        .rollbackRecreates("scratch"),
                "The rollback of step use creates resource scratch again, which no step creates.");
    }

    @Test
    void keepsThePolicyOfAnEffectThatHappensOnce() {
        MigrationPlan plan = plan(p -> step(p, "mail").once(UncertaintyPolicy.ASK));

        assertThat(plan.steps().get(0).uncertainty()).contains(UncertaintyPolicy.ASK);
    }

    private static StepBuilder step(PlanBuilder plan, String id) {
        return plan.step(id, StepKind.MIGRATION).run(c -> {}).harmless();
    }

    private static void assertRejected(Consumer<PlanBuilder> script, String message) {
        assertThatThrownBy(() -> plan(script))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining(message);
    }

    private static MigrationPlan plan(Consumer<PlanBuilder> script) {
        return planner(script, new Cost(BigDecimal.ZERO, BigDecimal.ZERO, "EUR"))
                .plan(ID, MigrationSpec.of(new Settings("x")))
                .plan();
    }

    private static Planner planner(Consumer<PlanBuilder> script, Cost cost) {
        Handler<Settings> handler = new Handler<>() {
            @Override
            public HandlerId id() {
                return HandlerId.of("test", 1);
            }

            @Override
            public Class<Settings> settingsType() {
                return Settings.class;
            }

            @Override
            public Assessment assess(Settings settings, AssessmentContext context) {
                return Assessment.NONE;
            }

            @Override
            public void plan(Settings settings, Assessment facts, PlanBuilder plan) {
                script.accept(plan);
            }
        };
        return new Planner(
                new HandlerRegistry(List.of(handler)),
                new JsonCodec(),
                new JsonCodec(),
                Clock.systemUTC(),
                (spec, total) -> Optional.of(cost),
                (plan, format) -> "");
    }
}
