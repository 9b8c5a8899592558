package dev.passage.migration.engine;

import dev.passage.migration.MigrationController;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Engines over one journal in memory and one clock. */
final class EngineBench implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);

    final TestClock clock = new TestClock();
    final InMemoryJournal journal = new InMemoryJournal(clock);
    private final List<MigrationController> open = new ArrayList<>();

    Scripted simple() {
        Consumer<PlanBuilder> script =
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless();
        return new Scripted(script);
    }

    MigrationController engine(Scripted handler) {
        return track(MigrationEngine.builder()
                .journal(journal)
                .register(handler)
                .clock(clock)
                .pollInterval(Duration.ofMillis(20))
                .build());
    }

    MigrationController track(MigrationController engine) {
        open.add(engine);
        return engine;
    }

    MigrationSpec spec(ExecutionOptions options) {
        return MigrationSpec.of(new Scripted.Settings("test"))
                .requestedBy("tester")
                .with(options);
    }

    Approval approval(MigrationPlan plan) {
        return Approval.of(plan.digest()).by("on-call");
    }

    MigrationResult execute(MigrationController engine, ExecutionOptions options) throws InterruptedException {
        MigrationPlan plan = engine.plan(spec(options));
        return engine.execute(plan.id(), approval(plan)).await(LIMIT);
    }

    @Override
    public void close() {
        open.forEach(MigrationController::close);
    }
}
