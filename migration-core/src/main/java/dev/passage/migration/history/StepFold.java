package dev.passage.migration.history;

import dev.passage.migration.identity.StepId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a record changes in the steps. */
final class StepFold {

    private StepFold() {}

    static Map<StepId, StepHistory> after(Map<StepId, StepHistory> steps, RecordedEvent recorded, int nextIntent) {
        HistoryEvent event = recorded.event();
        if (event instanceof HistoryEvent.StepIntended intended) {
            return leg(
                    steps,
                    intended.step(),
                    intended.backward(),
                    leg -> leg.intended(intended.attempt(), nextIntent, recorded.at()));
        }
        if (event instanceof HistoryEvent.CheckpointStored stored) {
            return changed(steps, stored.step(), step -> step.withCheckpoint(stored.name(), stored.value()));
        }
        if (event instanceof HistoryEvent.StepFinished finished) {
            return leg(steps, finished.step(), finished.backward(), leg -> leg.finished(finished, recorded.at()));
        }
        if (event instanceof HistoryEvent.StepFailed failed) {
            return leg(steps, failed.step(), failed.backward(), leg -> leg.failed(failed, recorded.at()));
        }
        if (event instanceof HistoryEvent.StepWaiting waiting) {
            return leg(steps, waiting.step(), waiting.backward(), leg -> leg.waiting(waiting));
        }
        if (event instanceof HistoryEvent.StepStopped stopped) {
            return leg(steps, stopped.step(), stopped.backward(), leg -> leg.stopped(stopped.took()));
        }
        if (event instanceof HistoryEvent.StepBlocked blocked) {
            return leg(steps, blocked.step(), blocked.backward(), leg -> leg.blocked(blocked));
        }
        if (event instanceof HistoryEvent.Decided decided) {
            return legsIn(steps, LegState.BLOCKED, leg -> leg.decided(decided.choice()));
        }
        if (event instanceof HistoryEvent.ResumeRequested || event instanceof HistoryEvent.RollbackRequested) {
            return legsIn(steps, LegState.FAILED, StepLeg::tryAgain);
        }
        return steps;
    }

    private static Map<StepId, StepHistory> leg(
            Map<StepId, StepHistory> steps, StepId id, boolean backward, UnaryOperator<StepLeg> change) {
        return changed(steps, id, step -> step.withLeg(backward, change.apply(step.leg(backward))));
    }

    private static Map<StepId, StepHistory> legsIn(
            Map<StepId, StepHistory> steps, LegState state, UnaryOperator<StepLeg> change) {
        Map<StepId, StepHistory> all = new LinkedHashMap<>();
        steps.forEach((id, step) -> {
            StepHistory next = step;
            for (boolean backward : new boolean[] {false, true}) {
                StepLeg leg = next.leg(backward);
                next = leg.state() == state ? next.withLeg(backward, change.apply(leg)) : next;
            }
            all.put(id, next);
        });
        return all;
    }

    private static Map<StepId, StepHistory> changed(
            Map<StepId, StepHistory> steps, StepId id, UnaryOperator<StepHistory> change) {
        StepHistory before = steps.get(id);
        if (before == null) {
            return steps;
        }
        Map<StepId, StepHistory> all = new LinkedHashMap<>(steps);
        all.put(id, change.apply(before));
        return all;
    }
}
