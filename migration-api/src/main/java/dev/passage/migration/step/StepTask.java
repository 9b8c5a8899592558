package dev.passage.migration.step;

/**
 * The code of a step that is done when it returns.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepTask {

    /**
     * Runs the step; called again after a crash or a retry, so it must go on from what it stored.
     *
     * @param context what the step may use
     * @throws Exception when the attempt failed; see {@link dev.passage.migration.failure.StepFailedException}
     */
    void run(StepContext context) throws Exception;
}
