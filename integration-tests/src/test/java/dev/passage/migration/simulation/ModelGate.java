package dev.passage.migration.simulation;

import dev.passage.migration.simulation.MoveWorld.Gate;
import dev.passage.migration.simulation.MoveWorld.Gate.State;
import dev.passage.migration.testkit.simulation.Isolation;
import dev.passage.migration.testkit.simulation.LockMode;
import dev.passage.migration.testkit.simulation.SimulatedFailure;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.SimulatedTransaction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What anybody may do to a gate: open what is decided, open what was closed for too long. */
final class ModelGate {

    private ModelGate() {}

    static void open(MoveWorld world, SimulatedProcess process, int side, long epoch) {
        change(world, process, side, gate -> {
            boolean isOlder = gate == null || gate.epoch() < epoch;
            return isOlder || world.makes(Mistake.OPENED_WITHOUT_EPOCH) ? Gate.open(epoch) : gate;
        });
    }

    static void heal(MoveWorld world, SimulatedProcess process, int side, Gate seen) {
        change(world, process, side, gate -> {
            boolean isSame = gate != null
                    && gate.is(State.CLOSED)
                    && gate.closeId().equals(seen.closeId())
                    && gate.until() <= world.now();
            return isSame || world.makes(Mistake.HEALED_BLINDLY) ? Gate.open(seen.epoch()) : gate;
        });
    }

    private static void change(
            MoveWorld world, SimulatedProcess process, int side, UnaryOperator<@Nullable Gate> change) {
        while (true) {
            try {
                SimulatedTransaction transaction =
                        process.step(() -> world.side(side).begin(process, Isolation.READ_COMMITTED));
                process.until(() -> transaction.lock(MoveWorld.GATE, LockMode.UPDATE));
                process.act(() -> {
                    Gate before = (Gate) transaction.read(MoveWorld.GATE);
                    Gate after = change.apply(before);
                    if (after != null && !after.equals(before)) {
                        transaction.write(MoveWorld.GATE, after);
                    }
                    transaction.commit();
                });
                return;
            } catch (SimulatedFailure aborted) {
                // again
            }
        }
    }
}
