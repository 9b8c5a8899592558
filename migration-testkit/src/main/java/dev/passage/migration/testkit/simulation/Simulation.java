package dev.passage.migration.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Processes that take turns on one thread, in an order that follows from a seed: the same seed gives the same history. Time only passes
 * with steps.
 *
 * <p>A process can be killed or frozen at any step. When all that are left wait for each other, the transaction of one of them is
 * rolled back, as a database ends a deadlock, or a session that is idle for too long.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class Simulation {
    private static final int LONGEST_TICK = 4;
    private static final int PATIENCE = 40;

    private final long seed;
    private final SplittableRandom random;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final List<Frozen> frozen = new ArrayList<>();
    private final List<SimulatedProcess> idle = new ArrayList<>();
    private long now = 1;
    private int fruitless;

    /** Called before each turn of a process; may kill or freeze it. */
    @FunctionalInterface
    public interface Fate {
        /**
         * Decides about a process.
         *
         * @param process whose turn it is
         */
        void decide(SimulatedProcess process);
    }

    /** A process that does nothing until a time. */
    private record Frozen(SimulatedProcess process, long until) {}

    /**
     * Creates a simulation.
     *
     * @param seed what everything random in it follows from
     */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Creates a database.
     *
     * @param name its name
     * @return the database, empty
     */
    public SimulatedDatabase database(String name) {
        return new SimulatedDatabase(name);
    }

    /**
     * Starts a process.
     *
     * @param name its name
     * @param program what it does
     * @return the process
     */
    public SimulatedProcess start(String name, SimulatedProgram program) {
        SimulatedProcess process = new SimulatedProcess(name, program);
        processes.add(process);
        return process;
    }

    /**
     * Returns the time.
     *
     * @return ticks since the beginning
     */
    public long now() {
        return now;
    }

    /**
     * Returns a random number.
     *
     * @param bound 1 or more
     * @return 0 to bound - 1
     */
    public int chance(int bound) {
        return random.nextInt(bound);
    }

    /**
     * Kills a process: nothing more is run of it, and its open transactions are rolled back.
     *
     * @param process the process
     */
    public void kill(SimulatedProcess process) {
        process.die();
    }

    /**
     * Stops a process for some time, with its transactions open; it does not know of it.
     *
     * @param process the process
     * @param ticks how long
     */
    public void freeze(SimulatedProcess process, long ticks) {
        frozen.add(new Frozen(process, now + ticks));
    }

    /**
     * Lets processes take turns until all have ended.
     *
     * @param mostTurns how many turns at the most
     * @param fate what happens to them
     * @throws AssertionError if they do not end
     */
    public void run(int mostTurns, Fate fate) {
        for (int turn = 0; turn < mostTurns; turn++) {
            now += random.nextInt(LONGEST_TICK);
            if (processes.isEmpty()) {
                return;
            }
            SimulatedProcess process = processes.get(random.nextInt(processes.size()));
            if (isFrozen(process)) {
                waited();
                continue;
            }
            fate.decide(process);
            if (!process.hasEnded() && !isFrozen(process)) {
                if (process.advance()) {
                    fruitless = 0;
                } else {
                    waited();
                }
            }
            if (process.hasEnded()) {
                processes.remove(process);
            }
        }
        throw new AssertionError("Seed " + seed + ": " + processes + " did not end in " + mostTurns + " turns.");
    }

    private boolean isFrozen(SimulatedProcess process) {
        if (frozen.isEmpty()) {
            return false;
        }
        frozen.removeIf(each -> each.until() <= now);
        return frozen.stream().anyMatch(each -> each.process() == process);
    }

    private void waited() {
        if (++fruitless < PATIENCE) {
            return;
        }
        fruitless = 0;
        idle.clear();
        idle.addAll(processes);
        while (!idle.isEmpty() && !idle.remove(random.nextInt(idle.size())).abortTransactions()) {
            // the next one may have something open
        }
    }
}
