package dev.passage.migration.step;

/**
 * Checks the result of a step after it ran and before it counts as finished (promise 5).
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepCheck {

    /**
     * Checks the result.
     *
     * @param context what the check may use
     * @return what was found; anything but passed fails the step
     * @throws Exception when the check could not be made, which fails the step
     */
    Check check(StepContext context) throws Exception;
}
