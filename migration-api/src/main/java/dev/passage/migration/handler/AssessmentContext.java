package dev.passage.migration.handler;

import dev.passage.migration.plan.ExecutionOptions;
import java.time.Clock;

/**
 * What a handler may use while it assesses. Used by one thread.
 *
 * @since 0.1.0
 */
public interface AssessmentContext {

    /**
     * Returns the clock to use; virtual in tests.
     *
     * @return the clock
     */
    Clock clock();

    /**
     * Returns how the migration is to be run, the validation level among it.
     *
     * @return the options
     */
    ExecutionOptions options();
}
