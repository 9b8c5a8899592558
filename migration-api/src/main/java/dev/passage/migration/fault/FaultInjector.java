package dev.passage.migration.fault;

/**
 * Decides what goes wrong at a {@link FaultPoint}; implemented by the testkit.
 *
 * <p>Called on whatever thread reaches the point, so it must be safe for use by several threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FaultInjector {

    /**
     * Called when a point is reached; may return, throw any unchecked exception or error, wait, or end the process.
     *
     * @param point the point
     */
    void reached(FaultPoint point);
}
