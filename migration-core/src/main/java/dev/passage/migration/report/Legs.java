package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import java.util.ArrayList;
import java.util.List;

/** The directions of all steps that were begun, with the name under which each ran. */
final class Legs {

    private Legs() {}

    static List<Named> begun(MigrationHistory history) {
        List<Named> begun = new ArrayList<>();
        for (StepHistory step : history.steps()) {
            if (step.forward().isBegun()) {
                begun.add(new Named(step.value().id().value(), step.forward()));
            }
        }
        begun.addAll(rolledBack(history));
        return begun;
    }

    static List<Named> rolledBack(MigrationHistory history) {
        return history.steps().stream()
                .filter(step -> step.backward().isBegun())
                .sorted((one, other) -> Integer.compare(
                        one.backward().firstIntent(), other.backward().firstIntent()))
                .map(step -> new Named(rollbackName(step), step.backward()))
                .toList();
    }

    private static String rollbackName(StepHistory step) {
        return step.value()
                .rollback()
                .map(rollback -> rollback.id().value())
                .orElse("undo of " + step.value().id());
    }

    /**
     * A direction of a step.
     *
     * @param name the name of the step or its rollback step
     * @param leg what happened to it
     */
    record Named(String name, StepLeg leg) {}
}
