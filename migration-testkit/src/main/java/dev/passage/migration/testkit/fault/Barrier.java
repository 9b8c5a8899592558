package dev.passage.migration.testkit.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Where a thread hangs at a fault point until the test lets it go. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Barrier {

    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    /** Creates a barrier that holds whoever comes. */
    public Barrier() {}

    /**
     * Waits until a thread hangs here.
     *
     * @param limit how long to wait at the most
     * @return whether one does
     * @throws InterruptedException if the waiting thread was interrupted
     */
    public boolean awaitArrival(Duration limit) throws InterruptedException {
        return arrived.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets go who hangs here and who still comes. */
    public void release() {
        released.countDown();
    }
}
