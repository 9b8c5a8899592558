package dev.passage.migration.planner;

import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts steps into an order in which each comes after those it depends on, keeping the handler's order where it can; refuses
 * what cannot be ordered, naming the step.
 */
final class StepOrder {
    private static final String REMEDY = "Mend the handler's plan(...).";

    private StepOrder() {}

    static List<Step> of(List<Step> steps) {
        if (steps.isEmpty()) {
            throw new PlanRejectedException("The plan has no steps.", REMEDY);
        }
        Map<StepId, Step> byId = new LinkedHashMap<>();
        steps.forEach(step -> byId.put(step.id(), step));
        checkRollbackNames(steps, byId.keySet());
        checkResources(steps);
        for (Step step : steps) {
            for (StepId before : step.after()) {
                if (!byId.containsKey(before)) {
                    throw new PlanRejectedException(
                            "Step " + step.id() + " comes after step " + before + ", which the plan does not have.",
                            REMEDY);
                }
            }
        }
        Map<StepId, Step> ordered = new LinkedHashMap<>();
        while (ordered.size() < steps.size()) {
            Step next = steps.stream()
                    .filter(step -> !ordered.containsKey(step.id()))
                    .filter(step -> ordered.keySet().containsAll(step.after()))
                    .findFirst()
                    .orElseThrow(() -> cycle(steps, ordered.keySet()));
            ordered.put(next.id(), next);
        }
        return new ArrayList<>(ordered.values());
    }

    private static PlanRejectedException cycle(List<Step> steps, Set<StepId> ordered) {
        Set<StepId> path = new LinkedHashSet<>();
        Step step = steps.stream()
                .filter(candidate -> !ordered.contains(candidate.id()))
                .findFirst()
                .orElseThrow();
        while (path.add(step.id())) {
            StepId before = step.after().stream()
                    .filter(id -> !ordered.contains(id))
                    .findFirst()
                    .orElseThrow();
            step = steps.stream()
                    .filter(candidate -> candidate.id().equals(before))
                    .findFirst()
                    .orElseThrow();
        }
        StepId again = step.id();
        String circle = path.stream()
                .dropWhile(id -> !id.equals(again))
                .map(StepId::value)
                .collect(Collectors.joining(" after "));
        return new PlanRejectedException("The steps wait for each other: " + circle + " after " + again + ".", REMEDY);
    }

    private static void checkRollbackNames(List<Step> steps, Set<StepId> stepNames) {
        Set<StepId> seen = new HashSet<>(stepNames);
        for (Step step : steps) {
            step.rollback().ifPresent(rollback -> {
                if (!seen.add(rollback.id())) {
                    throw new PlanRejectedException(
                            "The rollback step " + rollback.id() + " of step " + step.id()
                                    + " has the name of another step.",
                            REMEDY);
                }
            });
        }
    }

    private static void checkResources(List<Step> steps) {
        Set<String> created = new HashSet<>();
        for (Step step : steps) {
            for (Resource resource : step.creates()) {
                if (!created.add(resource.name())) {
                    throw new PlanRejectedException(
                            "Step " + step.id() + " creates resource " + resource.name() + ", as another step does.",
                            REMEDY);
                }
            }
        }
        for (Step step : steps) {
            for (String released : step.releases()) {
                if (!created.contains(released)) {
                    throw new PlanRejectedException(
                            "Step " + step.id() + " releases resource " + released + ", which no step creates.",
                            REMEDY);
                }
            }
            for (String recreated : step.rollback().map(RollbackStep::recreates).orElse(List.of())) {
                if (!created.contains(recreated)) {
                    throw new PlanRejectedException(
                            "The rollback of step " + step.id() + " creates resource " + recreated
                                    + " again, which no step creates.",
                            REMEDY);
                }
            }
        }
    }
}
