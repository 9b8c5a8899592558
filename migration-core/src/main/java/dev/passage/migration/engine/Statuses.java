package dev.passage.migration.engine;

import dev.passage.migration.executor.ResourceNames;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.history.StepValue.RollbackValue;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.ResourceStatus;
import dev.passage.migration.status.StepState;
import dev.passage.migration.status.StepStatus;
import dev.passage.migration.status.WayBack;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a host is shown of a history (X8, X12). */
final class Statuses {

    private Statuses() {}

    static MigrationStatus of(MigrationHistory history, MigrationHead head, Instant now) {
        List<StepLeg> asking = asking(history);
        return new MigrationStatus(
                history.id(),
                history.plan().title(),
                history.state(),
                history.steps().stream().map(Statuses::step).toList(),
                history.fraction(),
                history.failure(),
                warnings(history),
                asking.stream().flatMap(leg -> leg.question().stream()).findFirst(),
                choices(history),
                history.summary().wakeAt().filter(wake -> history.state() == MigrationState.WAITING),
                head.owner()
                        .filter(owner ->
                                head.leaseExpiresAt().filter(now::isBefore).isPresent()),
                wayBack(history));
    }

    private static WayBack wayBack(MigrationHistory history) {
        List<StepId> left = history.toUndo().stream()
                .flatMap(step -> step.value().rollback().stream())
                .map(RollbackValue::id)
                .toList();
        return new WayBack(
                history.rollbackRefusal(),
                history.rollbackRefusal().isEmpty() ? left : List.of(),
                history.pointOfNoReturn());
    }

    /** The ways on that a blocked migration offers. */
    static List<Choice> choices(MigrationHistory history) {
        return asking(history).stream().findFirst().map(StepLeg::choices).orElse(List.of());
    }

    private static List<StepLeg> asking(MigrationHistory history) {
        return history.steps().stream()
                .map(step -> step.leg(history.standing().backward()))
                .filter(leg -> leg.state() == LegState.BLOCKED)
                .toList();
    }

    private static List<String> warnings(MigrationHistory history) {
        List<String> warnings = new ArrayList<>();
        for (StepHistory step : history.steps()) {
            StepLeg leg = step.leg(history.standing().backward());
            if (leg.failures() > 0 && leg.state() != LegState.FAILED) {
                warnings.add("Step " + step.value().id() + " needed " + leg.attempts() + " attempts.");
            }
        }
        for (ResourceStatus resource : resources(history)) {
            if (history.state().isTerminal() && !resource.released()) {
                warnings.add("Resource " + resource.identity() + " ("
                        + resource.resource().name() + ") is still there.");
            }
        }
        return warnings;
    }

    private static StepStatus step(StepHistory step) {
        boolean backward = step.backward().isBegun();
        StepLeg leg = step.leg(backward);
        Map<String, String> notes = new LinkedHashMap<>();
        for (Note note : step.forward().notes()) {
            notes.put(note.label(), note.value());
        }
        for (Note note : step.backward().notes()) {
            notes.put(note.label(), note.value());
        }
        return new StepStatus(
                step.value().id(),
                backward ? backwardState(leg) : forwardState(leg),
                leg.attempts(),
                leg.startedAt(),
                leg.took(),
                step.forward().checks(),
                notes,
                leg.failure());
    }

    private static StepState forwardState(StepLeg leg) {
        return switch (leg.state()) {
            case PENDING -> StepState.PENDING;
            case INTENDED -> StepState.RUNNING;
            case WAITING -> StepState.WAITING;
            case BLOCKED -> leg.uncertain() ? StepState.UNCERTAIN : StepState.BLOCKED;
            case DONE -> StepState.DONE;
            case FAILED -> StepState.FAILED;
        };
    }

    private static StepState backwardState(StepLeg leg) {
        return switch (leg.state()) {
            case PENDING, INTENDED, WAITING -> StepState.ROLLING_BACK;
            case BLOCKED -> StepState.BLOCKED;
            case DONE -> StepState.ROLLED_BACK;
            case FAILED -> StepState.ROLLBACK_FAILED;
        };
    }

    static List<ResourceStatus> resources(MigrationHistory history) {
        List<ResourceStatus> resources = new ArrayList<>();
        for (StepHistory step : history.steps()) {
            if (!step.forward().isBegun()) {
                continue;
            }
            for (Resource resource : step.value().creates()) {
                resources.add(new ResourceStatus(
                        resource,
                        ResourceNames.identity(history.id(), resource.name()),
                        step.value().id(),
                        history.isReleased(step, resource)));
            }
        }
        return resources;
    }
}
