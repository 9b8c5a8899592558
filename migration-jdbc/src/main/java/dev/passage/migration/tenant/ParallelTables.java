package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.KeyRange;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Copies some tables, and ranges of tables, at the same time (D3): a table begins when those that its rows refer to are there, and is
 * there with its last range. When one is refused or asked to stop, the others end with their chunk. Used by one thread.
 */
final class ParallelTables {
    private final int streams;
    private final CopyRun run;
    private final Copying copying;
    private final Map<CopyObserver, CopyObserver.Interruption> interruptions = new ConcurrentHashMap<>();
    private final Map<String, Integer> missing = new HashMap<>();
    private final List<ClassifiedTable> waiting = new ArrayList<>();
    private final Deque<Part> ready = new ArrayDeque<>();
    private volatile boolean stopping;
    private @Nullable Throwable failure;

    ParallelTables(int streams, CopyRun run, Copying copying) {
        this.streams = streams;
        this.run = run;
        this.copying = copying;
    }

    /** What is done with a table; called by several threads. */
    interface Copying {
        /** Returns the ranges of the table. */
        List<KeyRange> divide(CopyRun run, ClassifiedTable table) throws SQLException;

        /** Copies one of them; returns false when it was asked to stop. */
        boolean copy(CopyRun run, ClassifiedTable table, KeyRange range) throws SQLException;
    }

    private record Part(ClassifiedTable table, KeyRange range) {}

    /** What a stream does; returns what the thread that leads them notes about it. */
    @FunctionalInterface
    private interface Work {
        Runnable doAs(CopyRun own) throws SQLException;
    }

    /** Copies the tables, which stand in an order that foreign keys allow; returns false when it was asked to stop. */
    boolean copy(List<ClassifiedTable> tables) throws SQLException {
        if (streams == 1) {
            return copyInTurn(tables);
        }
        waiting.addAll(tables);
        tables.forEach(table -> missing.put(table.name(), 1));
        ExecutorService threads = Executors.newFixedThreadPool(streams, work -> {
            Thread thread = new Thread(work, "passage-copy");
            thread.setDaemon(true);
            return thread;
        });
        try {
            copyOn(new ExecutorCompletionService<>(threads), tables);
        } finally {
            threads.shutdown();
        }
        FromOtherThread.rethrow(failure);
        return missing.isEmpty();
    }

    private boolean copyInTurn(List<ClassifiedTable> tables) throws SQLException {
        for (ClassifiedTable table : tables) {
            for (KeyRange range : copying.divide(run, table)) {
                if (!copying.copy(run, table, range)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void copyOn(CompletionService<Runnable> threads, List<ClassifiedTable> order) {
        int running = 0;
        boolean interrupted = false;
        while (true) {
            while (running < streams && begin(threads, order)) {
                running++;
            }
            if (running == 0) {
                break;
            }
            try {
                Future<Runnable> ended = threads.take();
                running--;
                ended.get().run();
            } catch (ExecutionException ended) {
                fail(ended.getCause());
            } catch (InterruptedException asked) {
                interrupted = true;
                stopping = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins with what there is to do next, ranges of a begun table first. */
    private boolean begin(CompletionService<Runnable> threads, List<ClassifiedTable> order) {
        if (stopping) {
            return false;
        }
        Part part = ready.poll();
        if (part != null) {
            submit(threads, own -> copy(own, part));
            return true;
        }
        Optional<ClassifiedTable> next =
                waiting.stream().filter(table -> isFree(table, order)).findFirst();
        next.ifPresent(table -> {
            waiting.remove(table);
            submit(threads, own -> divide(own, table));
        });
        return next.isPresent();
    }

    private void submit(CompletionService<Runnable> threads, Work work) {
        OneOfSome observer = new OneOfSome();
        threads.submit(() -> {
            try {
                return work.doAs(run.observedBy(observer));
            } finally {
                interruptions.remove(observer);
            }
        });
    }

    private Runnable divide(CopyRun own, ClassifiedTable table) throws SQLException {
        List<KeyRange> ranges = copying.divide(own, table);
        if (ranges.size() == 1) {
            return copy(own, new Part(table, ranges.get(0)));
        }
        return () -> {
            missing.put(table.name(), ranges.size());
            ranges.forEach(range -> ready.add(new Part(table, range)));
        };
    }

    private Runnable copy(CopyRun own, Part part) throws SQLException {
        return copying.copy(own, part.table(), part.range()) ? () -> arrived(part.table()) : () -> stopping = true;
    }

    /** One range of the table is there. */
    private void arrived(ClassifiedTable table) {
        if (missing.merge(table.name(), -1, Integer::sum) == 0) {
            missing.remove(table.name());
        }
    }

    /** A foreign key to a table that comes later is filled in afterwards, so nobody waits for that one. */
    private boolean isFree(ClassifiedTable table, List<ClassifiedTable> order) {
        Set<String> parents = new HashSet<>();
        table.table().foreignKeys().stream().map(ForeignKey::parent).forEach(parents::add);
        return order.subList(0, order.indexOf(table)).stream()
                .map(ClassifiedTable::name)
                .noneMatch(earlier -> parents.contains(earlier) && missing.containsKey(earlier));
    }

    private void fail(@Nullable Throwable cause) {
        stopping = true;
        if (failure == null) {
            failure = cause;
        } else if (cause != null) {
            failure.addSuppressed(cause);
        }
    }

    /** What is interrupted is every stream, because the engine knows of one thing to interrupt. */
    private void interruptAll() throws SQLException {
        SQLException unreachable = new SQLException("Not every stream could be interrupted.");
        for (CopyObserver.Interruption each : interruptions.values()) {
            try {
                each.interrupt();
            } catch (SQLException refused) {
                unreachable.addSuppressed(refused);
            }
        }
        if (unreachable.getSuppressed().length > 0) {
            throw unreachable;
        }
    }

    /** One stream of several, which stops when another has failed. */
    private final class OneOfSome implements CopyObserver {

        @Override
        public void written(String name, long rows) {
            run.observer().written(name, rows);
        }

        @Override
        public void committed(Duration latency) {
            run.observer().committed(latency);
        }

        @Override
        public boolean stopRequested() {
            return stopping || run.observer().stopRequested();
        }

        @Override
        public void running(Statement statement) {
            interruptible(statement::cancel);
        }

        @Override
        public void interruptible(Interruption interruption) {
            interruptions.put(this, interruption);
            run.observer().interruptible(ParallelTables.this::interruptAll);
        }
    }
}
