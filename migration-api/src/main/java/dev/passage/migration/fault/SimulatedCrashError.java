package dev.passage.migration.fault;

/**
 * Thrown at a {@link FaultPoint} by a test to stand for the death of the process. Nobody may catch it to do anything more:
 * what it leaves behind must be what {@code kill -9} leaves behind.
 *
 * @since 0.1.0
 */
public final class SimulatedCrashError extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the error.
     *
     * @param point where the process dies
     */
    public SimulatedCrashError(FaultPoint point) {
        super("Simulated crash at " + point);
    }
}
