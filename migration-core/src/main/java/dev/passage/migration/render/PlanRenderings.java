package dev.passage.migration.render;

import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.*;

public final class PlanRenderings implements PlanRenderer {
    public PlanRenderings(JsonCodec json) {}

    @Override
    public String render(MigrationPlan plan, PlanFormat format) {
        return plan.toString();
    }
}
