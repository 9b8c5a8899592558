package dev.passage.migration.planner;

import dev.passage.migration.history.PlanValue;
import dev.passage.migration.history.StepValue;
import dev.passage.migration.identity.StepId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Says in words what differs between the plan that was reviewed and the one that would be made now (X10). */
final class PlanDrift {

    private PlanDrift() {}

    static List<String> between(PlanValue reviewed, PlanValue now) {
        List<String> differences = new ArrayList<>();
        differ(differences, "the title", reviewed.title(), now.title());
        differ(differences, "the source", reviewed.source(), now.source());
        differ(differences, "the target", reviewed.target(), now.target());
        differ(differences, "the scope", reviewed.scope(), now.scope());
        differ(differences, "the type", reviewed.type(), now.type());
        Map<StepId, StepValue> present = new LinkedHashMap<>();
        now.steps().forEach(step -> present.put(step.id(), step));
        for (StepValue before : reviewed.steps()) {
            StepValue after = present.remove(before.id());
            if (after == null) {
                differences.add("step " + before.id() + " is gone");
            } else if (!after.equals(before)) {
                stepDiffers(differences, before, after);
            }
        }
        present.keySet().forEach(id -> differences.add("step " + id + " is new"));
        if (differences.isEmpty() && !reviewed.steps().equals(now.steps())) {
            differences.add("the order of the steps");
        }
        if (differences.isEmpty()) {
            differences.add("estimates or risks");
        }
        return differences;
    }

    private static void stepDiffers(List<String> differences, StepValue before, StepValue after) {
        String step = "step " + before.id() + ": ";
        int known = differences.size();
        differ(differences, step + "kind", before.kind(), after.kind());
        differ(differences, step + "description", before.description(), after.description());
        differ(differences, step + "dependencies", before.after(), after.after());
        differ(differences, step + "effect", before.effect(), after.effect());
        differ(differences, step + "way back", before.reversibility(), after.reversibility());
        differ(differences, step + "rollback step", before.rollback(), after.rollback());
        differ(differences, step + "timeout", before.timeout(), after.timeout());
        differ(differences, step + "retries", before.retry(), after.retry());
        if (differences.size() == known) {
            differences.add(step + "resources, waits or estimate");
        }
    }

    private static void differ(List<String> differences, String what, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            differences.add(what + " was " + before + " and would be " + after);
        }
    }
}
