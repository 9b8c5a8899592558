package dev.passage.migration.simulation;

import dev.passage.migration.simulation.ModelWriter.Change;
import dev.passage.migration.testkit.simulation.Isolation;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.Simulation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One history: three writers, a move with two deaths and perhaps a long sleep of its process, perhaps a cancellation, perhaps a way back. */
final class MoveHistory {
    private static final int WRITERS = 3;
    private static final int KEYS_EACH = 2;
    private static final int MOST_CHANGES = 30;
    private static final int CHANGES_AFTER_THE_END = 4;
    private static final int LONGEST_THOUGHT = 80;
    private static final int TURNS_PER_NAP = 800;
    private static final int LONGEST_NAP = 400;
    private static final int DEATHS = 2;
    private static final int LATEST_DEATH = 25;
    private static final int MOST_TURNS = 60_000;

    private final Simulation simulation;
    private final MoveWorld world;
    private final Set<SimulatedProcess> movers = new HashSet<>();
    private int deaths;
    private int sleeps;
    private int turnsToDeath;
    private int turnsToSleep;

    private MoveHistory(long seed, Optional<Mistake> mistake) {
        simulation = new Simulation(seed);
        world = new MoveWorld(simulation, mistake, WRITERS * KEYS_EACH);
        turnsToDeath = 1 + simulation.chance(LATEST_DEATH);
        turnsToSleep = simulation.chance(2) == 0 ? 1 + simulation.chance(5 * LATEST_DEATH) : -1;
    }

    /**
     * Lets it happen.
     *
     * @return how often a mover died
     * @throws AssertionError when something that must not be was seen
     */
    static int of(long seed, Optional<Mistake> mistake) {
        MoveHistory history = new MoveHistory(seed, mistake);
        history.happen();
        return history.deaths;
    }

    private void happen() {
        for (int writer = 0; writer < WRITERS; writer++) {
            startWriter(writer, 0, MoveWorld.SOURCE);
        }
        if (simulation.chance(5) == 0) {
            simulation.start("operator", process -> {
                for (int wait = 0; wait < LATEST_DEATH; wait++) {
                    process.act(() -> {});
                }
                process.act(() -> world.control.put(MoveWorld.CANCEL, "please"));
            });
        }
        startMover();
        simulation.run(MOST_TURNS, this::decide);
        world.checkEnd();
    }

    /** Each writer has keys of its own, and goes on until some time after the end of the migration. */
    private void startWriter(int writer, int number, int route) {
        if (number == MOST_CHANGES || (number % CHANGES_AFTER_THE_END == 0 && world.hasEnded())) {
            return;
        }
        String key = MoveWorld.ROW + (writer * KEYS_EACH + simulation.chance(KEYS_EACH));
        Isolation isolation = simulation.chance(2) == 0 ? Isolation.READ_COMMITTED : Isolation.REPEATABLE_READ;
        String value = simulation.chance(3) == 0 ? null : writer + "." + number;
        simulation.start(
                "writer " + writer,
                new ModelWriter(
                        world,
                        new Change(key, value, isolation),
                        simulation.now() + simulation.chance(LONGEST_THOUGHT),
                        route,
                        next -> startWriter(writer, number + 1, next)));
    }

    private void startMover() {
        movers.add(simulation.start("mover", new ModelMover(world)));
    }

    private void decide(SimulatedProcess process) {
        if (!movers.contains(process)) {
            if (simulation.chance(TURNS_PER_NAP) == 0) {
                simulation.freeze(process, simulation.chance(LONGEST_NAP));
            }
            return;
        }
        if (deaths < DEATHS && --turnsToDeath == 0) {
            deaths++;
            turnsToDeath = 1 + simulation.chance(LATEST_DEATH);
            simulation.kill(process);
            startMover();
        } else if (sleeps == 0 && --turnsToSleep == 0) {
            sleeps++;
            simulation.freeze(process, MoveWorld.LEASE_TIME + simulation.chance(400));
            startMover();
        }
    }
}
