package dev.passage.migration.render;

import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.PlanFormat;
import dev.passage.migration.plan.PlanRenderer;
import java.util.Objects;

/**
 * Renders plans as text for a review, as a Mermaid flow chart, and as JSON that can be compared line by line (P7). Immutable
 * and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class PlanRenderings implements PlanRenderer {
    private final JsonCodec json;

    /**
     * Creates the renderer.
     *
     * @param json what turns records into JSON
     */
    public PlanRenderings(JsonCodec json) {
        this.json = Objects.requireNonNull(json, "json");
    }

    @Override
    public String render(MigrationPlan plan, PlanFormat format) {
        return switch (format) {
            case TEXT -> PlanText.of(plan);
            case MERMAID -> PlanChart.of(plan);
            case JSON -> json.writeIndented(PlanDocument.of(plan)).replace("\r\n", "\n") + "\n";
        };
    }
}
