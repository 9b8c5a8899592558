package dev.passage.migration.executor;

import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepProbe;
import dev.passage.migration.step.UncertaintyPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to make of a step whose intent an earlier run journaled, but not its outcome (ALGORITHMS 2.2, 2.3): probe it, follow
 * its policy, run it again, or ask a person; never guess (promise 6).
 */
final class UncertainSteps {
    private static final List<Choice> CHOICES = List.of(
            new Choice(StepLeg.TREAT_AS_DONE, "The migration goes on as if the step's effect had taken place."),
            new Choice(StepLeg.RUN_AGAIN, "The step runs again; its effect may then have taken place twice."));

    private final ExecutorSettings settings;
    private final RunJournal journal;
    private final MigrationPlan plan;

    UncertainSteps(ExecutorSettings settings, RunJournal journal, MigrationPlan plan) {
        this.settings = settings;
        this.journal = journal;
        this.plan = plan;
    }

    List<HistoryEvent> resolve() {
        MigrationHistory history = journal.history();
        List<HistoryEvent> events = new ArrayList<>();
        if (history.standing().backward()) {
            return events;
        }
        for (StepHistory step : history.steps()) {
            if (step.forward().state() == LegState.INTENDED) {
                resolve(step, plan.step(step.value().id()).orElseThrow()).ifPresent(events::add);
            }
        }
        return events;
    }

    private Optional<HistoryEvent> resolve(StepHistory history, Step step) {
        if (step.probe().isPresent()) {
            return probed(history, step, step.probe().get());
        }
        if (step.effect() != Effect.ONCE) {
            return Optional.empty();
        }
        UncertaintyPolicy policy = step.uncertainty().orElse(UncertaintyPolicy.ASK);
        return switch (policy) {
            case RESEND -> Optional.empty();
            case SKIP -> Optional.of(done(history, step, List.of(), "the process died in it; skipped as planned"));
            case ASK -> Optional.of(asked(step));
        };
    }

    private Optional<HistoryEvent> probed(StepHistory history, Step step, StepProbe probe) {
        StepRun context = new StepRun(settings, journal, history, false, () -> false);
        context.beginAttempt(history.forward().attempts(), step.timeout());
        try {
            StepProbe.Finding finding = probe.probe(context);
            if (finding == StepProbe.Finding.NOT_DONE) {
                return Optional.empty();
            }
            if (finding == StepProbe.Finding.UNKNOWN) {
                return Optional.of(asked(step));
            }
            List<Check> checks = new ArrayList<>();
            if (step.check().isPresent()) {
                checks.add(step.check().get().check(context));
            }
            return checks.stream().allMatch(Check::isPassed)
                    ? Optional.of(done(history, step, checks, "found done by its probe"))
                    : Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(asked(step));
        } catch (Exception unreadable) {
            return Optional.of(asked(step));
        }
    }

    private static HistoryEvent done(StepHistory history, Step step, List<Check> checks, String note) {
        return new HistoryEvent.StepFinished(
                step.id(),
                false,
                history.forward().attempts(),
                Optional.empty(),
                checks,
                List.of(new Note("after a crash", note)),
                Duration.ZERO);
    }

    private static HistoryEvent asked(Step step) {
        return new HistoryEvent.StepBlocked(
                step.id(),
                false,
                "The process died in step " + step.id()
                        + ", and it is unknown whether its effect took place. Look, then decide.",
                CHOICES,
                true);
    }
}
