package dev.passage.migration.testkit.network;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a network does to the data on it. */
final class Weather {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean frozen;
    private long delayNanos;
    private long replyBytesLeft = Long.MAX_VALUE;

    void freeze() {
        set(() -> frozen = true);
    }

    void thaw() {
        set(() -> {
            frozen = false;
            delayNanos = 0;
        });
    }

    void delay(Duration time) {
        set(() -> delayNanos = time.toNanos());
    }

    void cutAfter(long bytes) {
        set(() -> replyBytesLeft = bytes);
    }

    private void set(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds a piece of data as long as it must be held.
     *
     * @return how many of its bytes come through; fewer than it has mean that the connection is cut after them
     */
    int pass(int bytes, boolean reply) throws InterruptedException {
        lock.lock();
        try {
            long wait = delayNanos;
            while (frozen || wait > 0) {
                if (frozen) {
                    changed.await();
                } else {
                    wait = changed.awaitNanos(Math.min(wait, delayNanos));
                }
            }
            if (!reply || replyBytesLeft == Long.MAX_VALUE) {
                return bytes;
            }
            int through = (int) Math.min(bytes, replyBytesLeft);
            replyBytesLeft = through < bytes ? Long.MAX_VALUE : replyBytesLeft - through;
            return through;
        } finally {
            lock.unlock();
        }
    }
}
