package dev.passage.migration.simulation;

import dev.passage.migration.simulation.MoveWorld.Gate;
import dev.passage.migration.simulation.MoveWorld.Gate.State;
import dev.passage.migration.testkit.simulation.Isolation;
import dev.passage.migration.testkit.simulation.LockMode;
import dev.passage.migration.testkit.simulation.SimulatedDatabase;
import dev.passage.migration.testkit.simulation.SimulatedFailure;
import dev.passage.migration.testkit.simulation.SimulatedFailure.Reason;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.SimulatedProgram;
import dev.passage.migration.testkit.simulation.SimulatedTransaction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One transaction of the application that writes to the tenant through the gate, as {@code TenantConnections} does. */
final class ModelWriter implements SimulatedProgram {
    private static final long NUMBERS_BEGIN = 1_000_000;
    private static final int LOST_ACKNOWLEDGEMENT = 25;

    private final MoveWorld world;
    private final Change change;
    private final long notBefore;
    private final int remembered;
    private final IntConsumer onEnd;

    /** A change of one row; null deletes it. */
    record Change(String key, @Nullable String value, Isolation isolation) {}

    ModelWriter(MoveWorld world, Change change, long notBefore, int remembered, IntConsumer onEnd) {
        this.world = world;
        this.change = change;
        this.notBefore = notBefore;
        this.remembered = remembered;
        this.onEnd = onEnd;
    }

    @Override
    public void run(SimulatedProcess process) {
        process.until(() -> world.now() >= notBefore);
        int route = write(process, remembered);
        process.act(() -> onEnd.accept(route));
    }

    /** Writes until it is acknowledged or uncertain; returns where. */
    private int write(SimulatedProcess process, int startingAt) {
        int route = startingAt;
        while (true) {
            SimulatedDatabase side = world.side(route);
            try {
                SimulatedTransaction transaction = process.step(() -> side.begin(process, change.isolation()));
                if (!isGateChecked(process, transaction) || enter(process, transaction)) {
                    change(process, side, transaction);
                    return route;
                }
                process.act(transaction::rollback);
            } catch (SimulatedFailure failure) {
                if (failure.reason() == Reason.UNCERTAIN) {
                    return route;
                }
                continue;
            }
            route = follow(process, route);
        }
    }

    private boolean isGateChecked(SimulatedProcess process, SimulatedTransaction transaction) {
        if (world.makes(Mistake.GATE_IN_ROW_TRIGGERS)) {
            return change.value() != null || process.step(() -> transaction.read(change.key()) != null);
        }
        return !world.makes(Mistake.ROUTE_BELIEVED);
    }

    private boolean enter(SimulatedProcess process, SimulatedTransaction transaction) {
        if (!world.makes(Mistake.GATE_READ_UNLOCKED)) {
            LockMode mode = world.makes(Mistake.GATE_KEY_SHARE) ? LockMode.KEY_SHARE : LockMode.SHARE;
            process.until(() -> transaction.lock(MoveWorld.GATE, mode));
        }
        return process.step(() -> transaction.read(MoveWorld.GATE) instanceof Gate gate && gate.is(State.OPEN));
    }

    private void change(SimulatedProcess process, SimulatedDatabase side, SimulatedTransaction transaction) {
        process.until(() -> transaction.lock(MoveWorld.TABLE, LockMode.SHARE)
                && transaction.write(change.key(), change.value())
                && captured(side, transaction));
        process.act(() -> {
            if (world.simulation.chance(LOST_ACKNOWLEDGEMENT) == 0) {
                world.uncertain(change.key(), change.value());
                throw transaction.loseAcknowledgement(world.simulation.chance(2) == 0);
            }
            transaction.commit();
            world.acknowledged(change.key(), change.value());
        });
    }

    /** The row trigger: the number is taken before the commit. */
    private boolean captured(SimulatedDatabase side, SimulatedTransaction transaction) {
        return side.committedAt(MoveWorld.CAPTURE) == null
                || transaction.write(MoveWorld.LOG + (NUMBERS_BEGIN + side.nextNumber()), change.key());
    }

    /** Finds out where to go on, opens what is decided or held for too long, and waits while the gate is closed. */
    private int follow(SimulatedProcess process, int route) {
        process.until(() -> {
            Gate gate = world.gate(route);
            return gate == null || !gate.is(State.CLOSED) || gate.until() <= world.now();
        });
        Gate seen = process.step(() -> world.gate(route));
        if (seen == null) {
            return 1 - route;
        }
        if (seen.is(State.MOVED)) {
            ModelGate.open(world, process, 1 - route, seen.epoch());
            return 1 - route;
        }
        if (seen.is(State.CLOSED)) {
            ModelGate.heal(world, process, route, seen);
        }
        return route;
    }
}
