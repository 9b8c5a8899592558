package dev.passage.migration.testkit.fault;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What happens at a point that goes wrong (T2). A lost acknowledgement is a {@link #callback} that tells a
 * {@link dev.passage.migration.testkit.connection.FaultyDataSource} to lose the next one.
 *
 * <p>Implementations are called on the thread that reached the point.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FaultAction {

    /** The exit code of a process that {@link #halt()} ended. */
    int HALTED = 86;

    /** The exit code of a process that {@link #kill()} ended. */
    int KILLED = 137;

    /**
     * Does it.
     *
     * @param point the point that was reached
     */
    void happen(FaultPoint point);

    /**
     * Returns an action that stands for the death of the process, within it: an error that nobody may catch.
     *
     * @return the action
     */
    static FaultAction crash() {
        return point -> {
            throw new SimulatedCrashError(point);
        };
    }

    /**
     * Returns an action that ends the process at once, as {@code kill -9} does, with the exit code {@link #HALTED}.
     *
     * @return the action
     */
    static FaultAction halt() {
        return point -> Runtime.getRuntime().halt(HALTED);
    }

    /**
     * Returns an action that ends the process by {@code kill -9}; the thread that reached the point never goes on. Needs a
     * system with that command.
     *
     * @return the action
     */
    static FaultAction kill() {
        return point -> {
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            while (true) {
                LockSupport.park();
            }
        };
    }

    /**
     * Returns an action that throws.
     *
     * @param failure makes what is thrown
     * @return the action
     */
    static FaultAction fail(Supplier<? extends RuntimeException> failure) {
        Objects.requireNonNull(failure, "failure");
        return point -> {
            throw failure.get();
        };
    }

    /**
     * Returns an action that holds the thread for a time of the real clock.
     *
     * @param time how long
     * @return the action
     */
    static FaultAction delay(Duration time) {
        long nanos = time.toNanos();
        return point -> {
            long end = System.nanoTime() + nanos;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        };
    }

    /**
     * Returns an action that holds the thread until it is let go or interrupted, for a minute at the most.
     *
     * @param barrier where the test sees that a thread hangs, and lets it go
     * @return the action
     */
    static FaultAction hang(Barrier barrier) {
        return point -> {
            barrier.arrived.countDown();
            try {
                if (!barrier.released.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("Nobody released the thread that hangs at " + point + ".");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /**
     * Returns an action that runs code of the test, for example to bring another thread exactly between two statements.
     *
     * @param code the code
     * @return the action
     */
    static FaultAction callback(Runnable code) {
        Objects.requireNonNull(code, "code");
        return point -> code.run();
    }
}
