package dev.passage.migration.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The threads of one engine: created when first asked for, gone after closing (H1). */
final class EngineThreads {
    private static final int TIMER_THREADS = 2;

    private final Executor executor;
    private final Optional<ExecutorService> own;
    private final ScheduledThreadPoolExecutor timer;

    EngineThreads(String instance, Optional<Executor> fromHost) {
        own = fromHost.isPresent()
                ? Optional.empty()
                : Optional.of(Executors.newCachedThreadPool(named("passage-" + instance + "-run-")));
        executor = fromHost.or(() -> own).orElseThrow();
        timer = new ScheduledThreadPoolExecutor(TIMER_THREADS, named("passage-" + instance + "-timer-"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Executor executor() {
        return executor;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    void close(Duration patience) {
        List<ExecutorService> ending =
                Stream.concat(Stream.of(timer), own.stream()).toList();
        ending.forEach(ExecutorService::shutdownNow);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (ExecutorService one : ending) {
                one.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
