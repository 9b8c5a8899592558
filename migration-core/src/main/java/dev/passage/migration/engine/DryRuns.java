package dev.passage.migration.engine;

import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.step.Step;
import java.time.Clock;
import java.time.Duration;
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
            steps.add(rehearse(plan.id(), step));
        }
        return new DryRunReport(
                plan.id(),
                plan.digest(),
                steps,
                planner.findingsNow(bound),
                Duration.ofNanos(System.nanoTime() - started));
    }

    private DryRunReport.Rehearsed rehearse(MigrationId id, Step step) {
        if (step.dryRun().isEmpty()) {
            return new DryRunReport.Rehearsed(
                    step.id(), List.of("does not say what it would do"), 0, 0, Optional.empty());
        }
        Context context = new Context(id, clock);
        Optional<String> error = Optional.empty();
        try {
            step.dryRun().get().rehearse(context);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            error = Optional.of("it was interrupted");
        } catch (MigrationException failure) {
            error = Optional.of(String.valueOf(failure.getMessage()));
        } catch (Exception failure) {
            error = Optional.of("it threw " + failure.getClass().getName());
        }
        return new DryRunReport.Rehearsed(step.id(), context.actions, context.rows, context.bytes, error);
    }

    private static final class Context implements DryRunContext {
        private final MigrationId migration;
        private final Clock clock;
        private final List<String> actions = new ArrayList<>();
        private long rows;
        private long bytes;

        Context(MigrationId migration, Clock clock) {
            this.migration = migration;
            this.clock = clock;
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
