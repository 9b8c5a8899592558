package dev.passage.migration.plan;

import dev.passage.migration.step.StepEstimate;
import java.util.Optional;

/**
 * Tells what a migration costs; supplied by the host, which knows its prices (P6). Must be safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CostModel {

    /**
     * Returns the cost of what a specification asks for.
     *
     * @param spec the specification
     * @param total the sum of the steps' estimates
     * @return the cost, empty when the model has none for it
     */
    Optional<Cost> cost(MigrationSpec spec, StepEstimate total);
}
