package dev.passage.migration.testkit.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Threads that write while something moves, to keys that they share, and write down what they were told (T6).
 *
 * <pre>{@code
 * try (Writers writers = Writers.start(store, 8, 1_000, Seed.ofThisRun())) {
 *     // what moves the store
 *     writers.stop();
 *     assertThat(writers.violations(rowsNow)).isEmpty();
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads. What the writers know is gone with the process.
 *
 * @since 0.1.0
 */
public final class Writers implements AutoCloseable {
    private static final int ONE_DELETE_IN = 5;

    private final WrittenStore store;
    private final int keys;
    private final WriteHistory history = new WriteHistory();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final Queue<Exception> errors = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Writers(WrittenStore store, int keys) {
        this.store = store;
        this.keys = keys;
    }

    /**
     * Starts writers on the keys from 0 up, none of which has a value yet.
     *
     * @param store where they write
     * @param writers how many, 1 or more
     * @param keys how many keys they share, 1 or more
     * @param seed the source of chance
     * @return the running writers
     */
    public static Writers start(WrittenStore store, int writers, int keys, long seed) {
        Writers started = new Writers(store, keys);
        for (int writer = 0; writer < writers; writer++) {
            int number = writer;
            Thread thread = new Thread(() -> started.write(number, new Random(seed + number)), "writer-" + number);
            thread.setDaemon(true);
            started.threads.add(thread);
        }
        started.threads.forEach(Thread::start);
        return started;
    }

    private void write(int writer, Random chance) {
        for (long number = 0; !stopped; number++) {
            long key = chance.nextInt(keys);
            boolean deletes = chance.nextInt(ONE_DELETE_IN) == 0;
            String value = "w" + writer + "-" + number;
            WriteHistory.Write write =
                    history.begin(Long.toString(key), deletes ? Optional.empty() : Optional.of(value));
            long begun = System.nanoTime();
            try {
                if (deletes) {
                    store.delete(key);
                } else {
                    store.put(key, value);
                }
                write.acknowledged();
                nanos.add(System.nanoTime() - begun);
            } catch (Exception unknown) {
                errors.add(unknown);
            }
        }
    }

    /**
     * Lets every writer finish its present write, and ends it.
     *
     * @throws InterruptedException if interrupted while it waits for them
     */
    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * Returns how many writes were acknowledged so far.
     *
     * @return the number
     */
    public long acknowledged() {
        return nanos.size();
    }

    /**
     * Returns what writers got instead of an acknowledgement.
     *
     * @return the errors, in the order of time
     */
    public List<Exception> errors() {
        return List.copyOf(errors);
    }

    /**
     * Returns how long acknowledged writes took.
     *
     * @param percentile 0 to 100; 100 for the longest
     * @return the duration, zero when nothing was acknowledged
     */
    public Duration latency(double percentile) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? Duration.ZERO
                : Duration.ofNanos(sorted[(int) Math.round((sorted.length - 1) * percentile / 100)]);
    }

    /**
     * Compares what is there with what the writers were told. Call it after {@link #stop()}.
     *
     * @param stored the value of each key that is there
     * @return each violation in words, none when all is well
     */
    public List<String> violations(Map<Long, String> stored) {
        Map<String, String> byText = new HashMap<>();
        stored.forEach((key, value) -> byText.put(Long.toString(key), value));
        return history.violations(byText);
    }

    /** Ends the writers without waiting for them. */
    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
