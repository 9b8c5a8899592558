package dev.passage.migration.testkit.simulation;

/**
 * What a simulated process does, written as one straight piece of code. Everything that touches the world stands in a
 * {@link SimulatedProcess#step} or {@link SimulatedProcess#until}: the code between is run again for each of them, so it must only
 * compute.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SimulatedProgram {

    /**
     * Runs from the beginning to the end, or to the next step.
     *
     * @param process the process that runs it
     */
    void run(SimulatedProcess process);
}
