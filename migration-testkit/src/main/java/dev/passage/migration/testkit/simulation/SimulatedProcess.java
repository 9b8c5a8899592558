package dev.passage.migration.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process of a simulation. Its program is run from the beginning for each step, with the results of earlier steps handed out from a
 * list, and stops at the first step that it has no result of yet: so programs are straight code and need no thread.
 *
 * <p>Belongs to one {@link Simulation} and its thread.
 *
 * @since 0.1.0
 */
public final class SimulatedProcess {
    private final String name;
    private final SimulatedProgram program;
    private final List<@Nullable Object> results = new ArrayList<>();
    private final List<SimulatedTransaction> transactions = new ArrayList<>(2);
    private int next;
    private @Nullable Supplier<?> pending;
    private boolean ended;

    /** What an attempt returns that has to be made again. */
    private static final Object NOTHING_YET = new Object();

    /** Leaves a program at the step that is not its turn yet. */
    private static final class Suspended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Suspended() {
            super(null, null, false, false);
        }
    }

    SimulatedProcess(String name, SimulatedProgram program) {
        this.name = name;
        this.program = program;
    }

    /**
     * Does one thing at one instant; other processes do theirs before and after it.
     *
     * @param action what is done; a {@link SimulatedFailure} that it throws is thrown here, again on each later run
     * @param <T> the class of the result, immutable
     * @return what the action returned
     */
    @SuppressWarnings("unchecked")
    public <T> T step(Supplier<T> action) {
        if (next == results.size()) {
            pending = action;
            throw new Suspended();
        }
        Object result = results.get(next++);
        if (result instanceof SimulatedFailure failure) {
            throw failure;
        }
        return (T) result;
    }

    /**
     * Does one thing at one instant.
     *
     * @param action what is done
     */
    public void act(Runnable action) {
        step(() -> {
            action.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Tries one thing again and again, with other processes' steps between, until it succeeds.
     *
     * @param attempt what is tried; it must change nothing when it returns false
     */
    public void until(BooleanSupplier attempt) {
        await(() -> attempt.getAsBoolean() ? Optional.of(Boolean.TRUE) : Optional.empty());
    }

    /**
     * Tries one thing again and again, with other processes' steps between, until it has a result.
     *
     * @param attempt what is tried; it must change nothing when it returns nothing
     * @param <T> the class of the result, immutable
     * @return the result
     */
    @SuppressWarnings("unchecked")
    public <T> T await(Supplier<Optional<T>> attempt) {
        return step(() -> attempt.get().orElse((T) NOTHING_YET));
    }

    /**
     * Tells whether the program has come to its end, or the process is dead.
     *
     * @return whether nothing more comes of it
     */
    public boolean hasEnded() {
        return ended;
    }

    void own(SimulatedTransaction transaction) {
        transactions.removeIf(each -> !each.isOpen());
        transactions.add(transaction);
    }

    /** Lets the program do its next step, and runs it again up to the one behind; returns whether it got further. */
    boolean advance() {
        if (pending == null) {
            goOn();
        }
        Supplier<?> action = pending;
        if (action != null) {
            Object result;
            try {
                result = action.get();
            } catch (SimulatedFailure failure) {
                result = failure;
            }
            if (result == NOTHING_YET) {
                return false;
            }
            results.add(result);
            goOn();
        }
        return true;
    }

    private void goOn() {
        pending = null;
        next = 0;
        try {
            program.run(this);
            ended = true;
        } catch (Suspended untilNextTurn) {
            // at the step that is pending now
        }
    }

    /** Ends the process at once: what it has not committed is rolled back, as a server does when a connection breaks. */
    void die() {
        ended = true;
        abortTransactions();
    }

    /** Rolls back what is open, as a server does after a time limit or to end a deadlock; the process notices at its next step. */
    boolean abortTransactions() {
        boolean any = false;
        for (SimulatedTransaction transaction : transactions) {
            any |= transaction.isOpen();
            transaction.rollback();
        }
        transactions.clear();
        return any;
    }

    @Override
    public String toString() {
        return name;
    }
}
