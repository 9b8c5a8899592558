package dev.passage.migration.engine;

import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepRehearsal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets every step say what it would do (P5). */
final class DryRuns {
    private final Planner planner;
    private final Clock clock;

    DryRuns(Planner planner, Clock clock) {
        this.planner = planner;
        this.clock = clock;
    }

    DryRunReport rehearse(Planner.Result bound) {
        MigrationPlan plan = bound.plan();
        long started = System.nanoTime();
        List<DryRunReport.Rehearsed> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            Context context = new Context(plan.id(), clock, ConflictStrategy.MANUAL, false, Optional.empty());
            steps.add(rehearse(step.id(), step.dryRun(), "does not say what it would do", context));
        }
        return new DryRunReport(
                plan.id(),
                plan.digest(),
                steps,
                planner.findingsNow(bound),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /** What a rollback would do; nothing is looked at but what its steps look at themselves. */
    DryRunReport rehearse(Planner.Result bound, MigrationHistory history, RollbackOptions options) {
        MigrationPlan plan = bound.plan();
        long started = System.nanoTime();
        List<DryRunReport.Rehearsed> steps = new ArrayList<>();
        for (StepHistory undone : history.toUndo()) {
            RollbackStep rollback =
                    plan.step(undone.value().id()).flatMap(Step::rollback).orElseThrow();
            Context context = new Context(
                    plan.id(),
                    clock,
                    options.conflicts(),
                    options.loss(),
                    undone.forward().startedAt());
            steps.add(rehearse(rollback.id(), rollback.dryRun(), rollback.description(), context));
        }
        return new DryRunReport(
                plan.id(), plan.digest(), steps, List.of(), Duration.ofNanos(System.nanoTime() - started));
    }

    private static DryRunReport.Rehearsed rehearse(
            StepId step, Optional<StepRehearsal> rehearsal, String otherwise, Context context) {
        if (rehearsal.isEmpty()) {
            return new DryRunReport.Rehearsed(step, List.of(otherwise), 0, 0, Optional.empty());
        }
        Optional<String> error = Optional.empty();
        try {
            rehearsal.get().rehearse(context);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            error = Optional.of("it was interrupted");
        } catch (MigrationException failure) {
            error = Optional.of(String.valueOf(failure.getMessage()));
        } catch (Exception failure) {
            error = Optional.of("it threw " + failure.getClass().getName());
        }
        return new DryRunReport.Rehearsed(step, context.actions, context.rows, context.bytes, error);
    }

    private static final class Context implements DryRunContext {
        private final MigrationId migration;
        private final Clock clock;
        private final ConflictStrategy conflicts;
        private final boolean loss;
        private final Optional<Instant> begunAt;
        private final List<String> actions = new ArrayList<>();
        private long rows;
        private long bytes;

        Context(
                MigrationId migration,
                Clock clock,
                ConflictStrategy conflicts,
                boolean loss,
                Optional<Instant> begunAt) {
            this.migration = migration;
            this.clock = clock;
            this.conflicts = conflicts;
            this.loss = loss;
            this.begunAt = begunAt;
        }

        @Override
        public MigrationId migration() {
            return migration;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public ConflictStrategy conflicts() {
            return conflicts;
        }

        @Override
        public boolean isLossAccepted() {
            return loss;
        }

        @Override
        public Optional<Instant> begunAt() {
            return begunAt;
        }

        @Override
        public void would(String format, Object... arguments) {
            actions.add(String.format(Locale.ENGLISH, format, arguments));
        }

        @Override
        public void rows(long more) {
            rows += more;
        }

        @Override
        public void bytes(long more) {
            bytes += more;
        }
    }
}
