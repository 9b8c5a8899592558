package dev.passage.migration.plan;

/**
 * Turns a plan into text (P7); supplied by the engine that made the plan.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PlanRenderer {

    /**
     * Renders a plan.
     *
     * @param plan the plan
     * @param format the format
     * @return the text, the same for the same plan
     */
    String render(MigrationPlan plan, PlanFormat format);
}
