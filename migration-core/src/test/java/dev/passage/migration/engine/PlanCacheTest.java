package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the analysis of source and target is used again, and when not (P8). */
final class PlanCacheTest {
    private final EngineBench bench = new EngineBench();
    private final AtomicInteger analyses = new AtomicInteger();
    private final Scripted handler = new Scripted(
            plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless());

    /** What was found. */
    public record Found(int number) {}

    PlanCacheTest() {
        handler.assessment = () -> Assessment.of(new Found(analyses.incrementAndGet()));
        handler.state = () -> "state 1";
    }

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void anUnchangedSpecificationUsesTheAnalysisAgain() {
        MigrationController engine = bench.engine(handler);

        MigrationPlan first = engine.plan(bench.spec(ExecutionOptions.USUAL));
        MigrationPlan second = engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThat(analyses).hasValue(1);
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void aChangeOfTheSourceOfTheSettingsOrOfTheOptionsIsAnalyzed() {
        MigrationController engine = bench.engine(handler);
        engine.plan(bench.spec(ExecutionOptions.USUAL));

        handler.state = () -> "state 2";
        engine.plan(bench.spec(ExecutionOptions.USUAL));
        engine.plan(MigrationSpec.of(new Scripted.Settings("other")));
        engine.plan(bench.spec(ExecutionOptions.USUAL.withParallelism(2)));

        assertThat(analyses).hasValue(4);
    }

    @Test
    void anotherVersionOfTheHandlerAnalyzesAnew() {
        Scripted newer = new Scripted(
                2, plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless());
        newer.assessment = handler.assessment;
        newer.state = handler.state;

        bench.engine(handler).plan(bench.spec(ExecutionOptions.USUAL));
        bench.engine(newer).plan(bench.spec(ExecutionOptions.USUAL));

        assertThat(analyses).hasValue(2);
    }

    @Test
    void whatBlocksIsLookedAtAgainOnceItMayBeMended() {
        MigrationController engine = bench.engine(handler);
        handler.assessment = () -> Assessment.of(new Found(analyses.incrementAndGet()))
                .withFindings(List.of(Finding.blocking("right", "table t", "It may not be read.", "Grant SELECT.")));

        engine.plan(bench.spec(ExecutionOptions.USUAL));
        engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThat(analyses).hasValue(2);
    }

    @Test
    void aStateThatIsUnknownOrCannotBeReadMeansAnewEachTime() {
        MigrationController engine = bench.engine(handler);

        handler.state = () -> "";
        engine.plan(bench.spec(ExecutionOptions.USUAL));
        engine.plan(bench.spec(ExecutionOptions.USUAL));
        handler.state = () -> {
            throw new IllegalStateException("away");
        };
        engine.plan(bench.spec(ExecutionOptions.USUAL));
        engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThat(analyses).hasValue(4);
    }

    @Test
    void anAnalysisIsNotUsedForLongerThanAQuarterOfAnHour() {
        MigrationController engine = bench.engine(handler);
        engine.plan(bench.spec(ExecutionOptions.USUAL));

        bench.clock.advance(Duration.ofMinutes(16));
        engine.plan(bench.spec(ExecutionOptions.USUAL));

        assertThat(analyses).hasValue(2);
    }
}
