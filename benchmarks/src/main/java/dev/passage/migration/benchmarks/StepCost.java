package dev.passage.migration.benchmarks;

import dev.passage.migration.MigrationController;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one journaled step costs beside a bare one-row INSERT that commits, a step of DBOS Transact and a chunk of Spring
 * Batch, on the same durable PostgreSQL and through the same pool, in turn (X1, O4).
 *
 * <p>A step is journaled by one transaction, which tells that the step before is done and that this one begins.
 */
final class StepCost {
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 30;
    private static final int STEPS = 60;
    private static final String BODY = "{\"step\":\"copy\",\"backward\":false,\"attempt\":1}";

    private StepCost() {}

    /** How many steps the migration has. */
    record Steps(int count, int round) {}

    /** Steps that do nothing but look at the time. */
    private static final class Ticking implements Handler<Steps> {
        private final List<Long> ticks = new ArrayList<>();

        @Override
        public HandlerId id() {
            return HandlerId.of("ticking", 1);
        }

        @Override
        public Class<Steps> settingsType() {
            return Steps.class;
        }

        @Override
        public void plan(Steps settings, Assessment facts, PlanBuilder plan) {
            plan.title("Tick").scope("ticks " + settings.round());
            for (int number = 0; number < settings.count(); number++) {
                StepBuilder step = plan.step("tick-" + number, StepKind.MIGRATION)
                        .run(context -> ticks.add(System.nanoTime()))
                        .harmless();
                if (number > 0) {
                    step.after("tick-" + (number - 1));
                }
            }
        }

        List<Long> durations() {
            return between(ticks);
        }
    }

    /** Returns the time from each to the next, and forgets them. */
    static List<Long> between(List<Long> ticks) {
        List<Long> durations = new ArrayList<>();
        for (int number = 1; number < ticks.size(); number++) {
            durations.add(ticks.get(number) - ticks.get(number - 1));
        }
        ticks.clear();
        return durations;
    }

    /**
     * Measures and prints.
     *
     * @param arguments none
     * @throws Exception when the database cannot be used
     */
    public static void main(String[] arguments) throws Exception {
        List<Long> bare = new ArrayList<>();
        List<Long> journaled = new ArrayList<>();
        List<Long> workflow = new ArrayList<>();
        List<Long> chunked = new ArrayList<>();
        Ticking handler = new Ticking();
        try (BenchmarkDatabase database = new BenchmarkDatabase(DatabaseKind.POSTGRESQL);
                MigrationController engine = MigrationEngine.builder()
                        .journal(JdbcJournal.on(database.dataSource()).creatingSchema())
                        .register(handler)
                        .build();
                DbosSteps dbos = new DbosSteps(database.dataSource())) {
            SpringBatchChunks batch = new SpringBatchChunks(database.dataSource());
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                List<Long> inserts = inserts(database, round);
                run(engine, round);
                List<Long> steps = handler.durations();
                List<Long> ofWorkflow = dbos.run(STEPS);
                List<Long> chunks = batch.run(STEPS);
                if (round >= WARM_UP) {
                    bare.addAll(inserts);
                    journaled.addAll(steps);
                    workflow.addAll(ofWorkflow);
                    chunked.addAll(chunks);
                }
            }
        }
        System.out.println("| transition | p50 us | p99 us | times a bare INSERT |");
        System.out.println("|---|--:|--:|--:|");
        row("bare one-row INSERT, committed", bare, bare);
        row("journaled step", journaled, bare);
        row("step of a DBOS Transact workflow", workflow, bare);
        row("chunk of one item of a Spring Batch step", chunked, bare);
        System.out.printf(Locale.ENGLISH, "figure step.cost.ratio = %.2f (bound <= 2.0)%n", ratio(journaled, bare));
    }

    private static List<Long> inserts(BenchmarkDatabase database, int round) throws SQLException {
        List<Long> durations = new ArrayList<>();
        for (int number = 0; number < STEPS; number++) {
            long begun = System.nanoTime();
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement(BenchmarkDatabase.INSERT)) {
                insert.setLong(1, (long) round * STEPS + number);
                insert.setString(2, BODY);
                insert.executeUpdate();
            }
            durations.add(System.nanoTime() - begun);
        }
        return durations;
    }

    private static void run(MigrationController engine, int round) throws InterruptedException {
        MigrationPlan plan = engine.plan(MigrationSpec.of(new Steps(STEPS, round)));
        engine.execute(plan.id(), Approval.of(plan.digest()).by("benchmark")).await(Duration.ofMinutes(5));
    }

    private static void row(String name, List<Long> durations, List<Long> bare) {
        System.out.printf(
                Locale.ENGLISH,
                "| %s | %.0f | %.0f | %.2f |%n",
                name,
                micros(durations, 50),
                micros(durations, 99),
                ratio(durations, bare));
    }

    private static double ratio(List<Long> durations, List<Long> bare) {
        return micros(durations, 50) / micros(bare, 50);
    }

    private static double micros(List<Long> durations, int percentile) {
        long[] sorted = durations.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) ((sorted.length - 1) * percentile / 100.0)] / 1000.0;
    }
}
