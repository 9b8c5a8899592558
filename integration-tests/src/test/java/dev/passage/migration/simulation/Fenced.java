package dev.passage.migration.simulation;

import dev.passage.migration.testkit.simulation.Isolation;
import dev.passage.migration.testkit.simulation.LockMode;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.SimulatedTransaction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Transactions of a mover, each of which looks at the fence first. */
final class Fenced {
    private final MoveWorld world;
    private final SimulatedProcess process;
    private final long token;

    /** Another instance has taken over. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super(null, null, false, false);
        }
    }

    Fenced(MoveWorld world, SimulatedProcess process, long token) {
        this.world = world;
        this.process = process;
        this.token = token;
    }

    void raise() {
        if (world.makes(Mistake.TOKEN_NOT_RAISED)) {
            return;
        }
        for (int side : List.of(MoveWorld.SOURCE, MoveWorld.TARGET)) {
            SimulatedTransaction transaction = begin(side, LockMode.UPDATE);
            boolean raised = process.step(() -> {
                boolean isLatest = latest(transaction) <= token;
                if (isLatest) {
                    transaction.write(MoveWorld.FENCE, token);
                }
                transaction.commit();
                return isLatest;
            });
            if (!raised) {
                throw new Overtaken();
            }
        }
    }

    boolean isLatest() {
        return world.side(MoveWorld.SOURCE).committedAt(MoveWorld.FENCE) instanceof Long latest && latest <= token;
    }

    void on(int side, Consumer<SimulatedTransaction> effect) {
        compute(side, transaction -> {
            effect.accept(transaction);
            return Boolean.TRUE;
        });
    }

    <T> T compute(int side, Function<SimulatedTransaction, T> effect) {
        SimulatedTransaction transaction = begin(side, LockMode.SHARE);
        if (!world.makes(Mistake.NO_FENCE_CHECK) && process.step(() -> latest(transaction) > token)) {
            process.act(transaction::rollback);
            throw new Overtaken();
        }
        T result = effect.apply(transaction);
        ModelJournal.commit(world, process, transaction);
        return result;
    }

    private static long latest(SimulatedTransaction transaction) {
        return (Long) Objects.requireNonNull(transaction.read(MoveWorld.FENCE));
    }

    private SimulatedTransaction begin(int side, LockMode mode) {
        return process.await(() -> {
            SimulatedTransaction transaction = world.side(side).begin(process, Isolation.READ_COMMITTED);
            boolean isUnchecked = world.makes(Mistake.NO_FENCE_CHECK) && mode == LockMode.SHARE;
            boolean isLocked = isUnchecked || transaction.lock(MoveWorld.FENCE, mode);
            if (!isLocked) {
                transaction.rollback();
            }
            return isLocked ? Optional.of(transaction) : Optional.empty();
        });
    }
}
