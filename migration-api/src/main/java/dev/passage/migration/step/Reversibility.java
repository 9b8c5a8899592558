package dev.passage.migration.step;

import java.util.Objects;

/**
 * Whether and how a step can be undone; every step must say so (P2).
 *
 * @since 0.1.0
 */
public sealed interface Reversibility {

    /**
     * The step is undone by another, and nothing is lost.
     *
     * @param rollback what undoes it
     */
    record Reversible(RollbackStep rollback) implements Reversibility {
        /** Checks that the rollback is given. */
        public Reversible {
            Objects.requireNonNull(rollback, "rollback");
        }
    }

    /**
     * The step is undone by another, but something is lost.
     *
     * @param rollback what undoes it
     * @param loss what is lost, in words
     */
    record ReversibleWithLoss(RollbackStep rollback, String loss) implements Reversibility {
        /** Checks that both parts are given. */
        public ReversibleWithLoss {
            Objects.requireNonNull(rollback, "rollback");
            Objects.requireNonNull(loss, "loss");
        }
    }

    /** The step needs no undoing: it only reads, or what it leaves harms nobody. */
    record Harmless() implements Reversibility {}

    /** Once this step has begun, the migration cannot be rolled back. */
    record PointOfNoReturn() implements Reversibility {}

    /**
     * Returns the reversibility as it stands in a plan.
     *
     * @return a few words
     */
    default String describe() {
        if (this instanceof ReversibleWithLoss lossy) {
            return "reversible with loss of " + lossy.loss();
        }
        if (this instanceof Reversible) {
            return "reversible";
        }
        return this instanceof Harmless ? "harmless" : "point of no return";
    }
}
