package dev.passage.migration.step;

/**
 * Finds out, after a crash, whether the effect of a step took place.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface StepProbe {

    /**
     * What a probe found.
     *
     * @since 0.1.0
     */
    enum Finding {
        /** The effect took place completely; the step is finished without running again. */
        DONE,
        /** The effect did not take place, or only in part; the step runs again. */
        NOT_DONE,
        /** It cannot be told; the migration asks a person. */
        UNKNOWN
    }

    /**
     * Looks for the effect; only reads.
     *
     * @param context what the probe may use
     * @return what was found
     * @throws Exception when it could not be looked for
     */
    Finding probe(StepContext context) throws Exception;
}
