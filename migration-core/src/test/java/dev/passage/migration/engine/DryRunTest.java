package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepRehearsal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a dry run tells, and that it goes on to the end whatever a step does in it (P5). */
final class DryRunTest {
    private final EngineBench bench = new EngineBench();

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void tellsWhatEachStepWouldDo() {
        DryRunReport report = rehearsed(context -> {
            context.would(
                    "copy %,d rows of %s", 4_711, context.migration().value().substring(0, 1));
            context.rows(4_000);
            context.rows(711);
            context.bytes(context.clock().instant().getEpochSecond() > 0 ? 64 : 0);
        });

        assertThat(report.isSuccessful()).isTrue();
        assertThat(report.steps()).hasSize(2);
        assertThat(report.steps().get(0).actions()).containsExactly("copy 4,711 rows of m");
        assertThat(report.steps().get(0).rows()).isEqualTo(4_711);
        assertThat(report.steps().get(0).bytes()).isEqualTo(64);
        assertThat(report.steps().get(1).actions()).containsExactly("does not say what it would do");
    }

    @Test
    void saysWhyAStepCouldNotBeRehearsedAndGoesOn() {
        DryRunReport refused = rehearsed(context -> {
            throw StepFailedException.fatal(FailureKind.DEPENDENCY_UNAVAILABLE, "Store is gone.", "Bring it back.");
        });
        DryRunReport broken = rehearsed(context -> {
            throw new IllegalStateException("secret value 4711");
        });

        assertThat(refused.isSuccessful()).isFalse();
        assertThat(refused.steps()).hasSize(2);
        assertThat(refused.steps().get(0).error())
                .hasValueSatisfying(why -> assertThat(why).contains("Store is gone."));
        assertThat(broken.steps().get(0).error()).contains("it threw java.lang.IllegalStateException");
    }

    @Test
    void anInterruptedRehearsalKeepsTheInterrupt() {
        DryRunReport report = rehearsed(context -> {
            throw new InterruptedException();
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.steps().get(0).error()).contains("it was interrupted");
    }

    private DryRunReport rehearsed(StepRehearsal rehearsal) {
        MigrationController engine = bench.engine(new Scripted(plan -> {
            plan.step("copy", StepKind.MIGRATION)
                    .run(context -> {})
                    .dryRun(rehearsal)
                    .harmless();
            plan.step("silent", StepKind.MIGRATION)
                    .after("copy")
                    .run(context -> {})
                    .harmless();
        }));
        return engine.dryRun(engine.plan(bench.spec(ExecutionOptions.USUAL)).id());
    }
}
