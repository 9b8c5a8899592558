package dev.passage.migration.tenant;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A gate that is being closed by another thread, because it waits for writers in flight. Used by the thread that began it, which waits
 * for its end in any case: nothing is left running.
 */
final class Closing {
    private final FutureTask<Boolean> task;

    private Closing(FutureTask<Boolean> task) {
        this.task = task;
    }

    static Closing begin(Callable<Boolean> work) {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "passage-closing");
        thread.setDaemon(true);
        thread.start();
        return new Closing(task);
    }

    /** Waits for the end after a failure in whose light it does not matter whether the gate is closed. */
    void endAfter(Throwable failure) {
        try {
            await();
        } catch (SQLException | RuntimeException | Error second) {
            failure.addSuppressed(second);
        }
    }

    boolean hasEnded() {
        return task.isDone();
    }

    /** Waits for the end, which its own patience brings about; returns whether the gate is closed. */
    boolean await() throws SQLException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException asked) {
                    interrupted = true;
                } catch (ExecutionException ended) {
                    FromOtherThread.rethrow(ended.getCause());
                    throw new IllegalStateException(ended);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
