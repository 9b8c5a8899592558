package dev.passage.migration.history;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happened to one step. Immutable.
 *
 * @param value the step as it was planned
 * @param forward the step itself
 * @param backward its rollback step
 * @param checkpoints the values it stored last, by name
 * @since 0.1.0
 */
public record StepHistory(StepValue value, StepLeg forward, StepLeg backward, Map<String, String> checkpoints) {

    /** Copies the map. */
    public StepHistory {
        checkpoints = Map.copyOf(checkpoints);
    }

    static StepHistory planned(StepValue value) {
        return new StepHistory(value, StepLeg.NEW, StepLeg.NEW, Map.of());
    }

    /**
     * Returns one direction of the step.
     *
     * @param backwards whether its rollback step is meant
     * @return the direction
     */
    public StepLeg leg(boolean backwards) {
        return backwards ? backward : forward;
    }

    /**
     * Tells whether the step still has to be undone when the migration goes backward.
     *
     * @return whether it was begun, has a rollback step, and that is not finished
     */
    public boolean wantsRollback() {
        return forward.isBegun() && value.rollback().isPresent() && backward.state() != LegState.DONE;
    }

    /** Whether undoing it may create a resource again. */
    boolean recreates(String resource) {
        return value.rollback()
                .flatMap(StepValue.RollbackValue::recreates)
                .filter(names -> names.contains(resource))
                .isPresent();
    }

    StepHistory withLeg(boolean backwards, StepLeg leg) {
        return backwards
                ? new StepHistory(value, forward, leg, checkpoints)
                : new StepHistory(value, leg, backward, checkpoints);
    }

    StepHistory withCheckpoint(String name, String stored) {
        Map<String, String> all = new LinkedHashMap<>(checkpoints);
        all.put(name, stored);
        return new StepHistory(value, forward, backward, all);
    }

    /**
     * Tells whether undoing it only removes what is left over.
     *
     * @return whether its rollback step runs after those that restore something
     */
    public boolean cleansUp() {
        return value.rollback().filter(StepValue.RollbackValue::cleanup).isPresent();
    }
}
