package dev.passage.migration.step;

/**
 * Says what a step would do, without doing it (P5).
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepRehearsal {

    /**
     * Says what the step would do; only reads.
     *
     * @param context where to say it
     * @throws Exception when it cannot be told, which fails the dry run
     */
    void rehearse(DryRunContext context) throws Exception;
}
