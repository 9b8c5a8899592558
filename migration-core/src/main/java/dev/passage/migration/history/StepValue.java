package dev.passage.migration.history;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.Reversibility;
import dev.passage.migration.step.RollbackStep;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.Tunable;
import dev.passage.migration.step.UncertaintyPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step without its code: what is stored, shown and digested.
 *
 * @param id its name
 * @param kind what part of the migration it belongs to
 * @param description what it does
 * @param after the steps before it
 * @param retry how a failed attempt is tried again
 * @param timeout how long an attempt may take
 * @param effect what kind of side effect it has
 * @param uncertainty what happens when it is unknown whether the effect took place
 * @param reversibility whether and how it can be undone, in words
 * @param pointOfNoReturn whether the migration cannot be rolled back once it has begun
 * @param rollback what undoes it
 * @param creates what it creates
 * @param releases what is gone when it is finished
 * @param tunables the numbers that people may change while it runs
 * @param waitFor how long the engine waits before it
 * @param waitForSignal the signal the engine waits for before it
 * @param estimate what it is expected to cost
 * @since 0.1.0
 */
public record StepValue(
        StepId id,
        StepKind kind,
        String description,
        List<StepId> after,
        Retry retry,
        Duration timeout,
        Effect effect,
        Optional<UncertaintyPolicy> uncertainty,
        String reversibility,
        boolean pointOfNoReturn,
        Optional<RollbackValue> rollback,
        List<Resource> creates,
        List<String> releases,
        List<Tunable> tunables,
        Optional<Duration> waitFor,
        Optional<String> waitForSignal,
        StepEstimate estimate) {

    /**
     * Returns the value of a step.
     *
     * @param step the step
     * @return what is stored of it
     */
    public static StepValue of(Step step) {
        return new StepValue(
                step.id(),
                step.kind(),
                step.description(),
                step.after(),
                step.retry(),
                step.timeout(),
                step.effect(),
                step.uncertainty(),
                step.reversibility().describe(),
                step.reversibility() instanceof Reversibility.PointOfNoReturn,
                step.rollback().map(RollbackValue::of),
                step.creates(),
                step.releases(),
                step.tunables(),
                step.waitFor(),
                step.waitForSignal(),
                step.estimate());
    }

    /**
     * A rollback step without its code.
     *
     * @param id its name
     * @param description what it does
     * @param retry how a failed attempt is tried again
     * @param timeout how long an attempt may take
     * @param cleanup whether it only removes what is left over
     * @param recreates the resources that it may create again; empty when there is none
     * @since 0.1.0
     */
    public record RollbackValue(
            StepId id,
            String description,
            Retry retry,
            Duration timeout,
            boolean cleanup,
            Optional<List<String>> recreates) {

        /**
         * Returns the value of a rollback step.
         *
         * @param step the rollback step
         * @return what is stored of it
         */
        public static RollbackValue of(RollbackStep step) {
            return new RollbackValue(
                    step.id(),
                    step.description(),
                    step.retry(),
                    step.timeout(),
                    step.cleanup(),
                    Optional.of(step.recreates()).filter(names -> !names.isEmpty()));
        }
    }
}
