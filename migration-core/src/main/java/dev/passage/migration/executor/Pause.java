package dev.passage.migration.executor;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A short wait between two tries at something that cannot be reached. */
final class Pause {

    private Pause() {}

    /** Waits this long on a monitor that the caller holds, or until told to stop; returns whether to try again. */
    static boolean on(Object monitor, long millis, BooleanSupplier stop) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (monitor) {
            try {
                long left = millis;
                while (left > 0 && !stop.getAsBoolean()) {
                    monitor.wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                }
                return !stop.getAsBoolean();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
