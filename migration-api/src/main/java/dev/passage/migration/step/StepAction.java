package dev.passage.migration.step;

/**
 * The code of a step that tells the engine how to go on.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepAction {

    /**
     * Runs the step; called again after a crash, a retry or a wait, so it must go on from what it stored.
     *
     * @param context what the step may use
     * @return how to go on
     * @throws Exception when the attempt failed; see {@link dev.passage.migration.failure.StepFailedException}
     */
    StepOutcome run(StepContext context) throws Exception;
}
