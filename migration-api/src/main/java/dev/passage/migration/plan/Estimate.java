package dev.passage.migration.plan;

import dev.passage.migration.step.StepEstimate;
import java.util.Objects;
import java.util.Optional;

/**
 * What a plan is expected to cost before it runs (P6).
 *
 * @param total rows, bytes, duration and write pause of all steps; durable waits are not counted
 * @param cost what the host's {@link CostModel} says
 * @since 0.1.0
 */
public record Estimate(StepEstimate total, Optional<Cost> cost) {

    /** Checks that both parts are given. */
    public Estimate {
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(cost, "cost");
    }
}
