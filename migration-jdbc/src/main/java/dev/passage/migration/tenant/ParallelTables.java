package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

/**
 * Copies some tables at the same time (D3): one begins when those that its rows refer to are there. When one fails or is asked to
 * stop, the others end with their chunk. Used by one thread.
 */
final class ParallelTables {
    private final int streams;
    private final CopyRun run;
    private final Copying copying;
    private final Map<String, CopyObserver.Interruption> interruptions = new ConcurrentHashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final List<ClassifiedTable> waiting = new ArrayList<>();
    private volatile boolean stopping;
    private @Nullable Throwable failure;

    ParallelTables(int streams, CopyRun run, Copying copying) {
        this.streams = streams;
        this.run = run;
        this.copying = copying;
    }

    /** Copies one table; returns false when it was asked to stop. */
    @FunctionalInterface
    interface Copying {
        boolean copy(CopyRun run, ClassifiedTable table) throws SQLException;
    }

    /** Copies the tables, which stand in an order that foreign keys allow; returns false when it was asked to stop. */
    boolean copy(List<ClassifiedTable> tables) throws SQLException {
        if (streams == 1) {
            for (ClassifiedTable table : tables) {
                if (!copying.copy(run, table)) {
                    return false;
                }
            }
            return true;
        }
        waiting.addAll(tables);
        tables.forEach(table -> missing.add(table.name()));
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
        rethrow();
        return missing.isEmpty();
    }

    private void copyOn(CompletionService<Optional<String>> threads, List<ClassifiedTable> order) {
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
                Optional<String> there = threads.take().get();
                running--;
                there.ifPresent(missing::remove);
                stopping |= there.isEmpty();
            } catch (ExecutionException ended) {
                running--;
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

    private boolean begin(CompletionService<Optional<String>> threads, List<ClassifiedTable> order) {
        Optional<ClassifiedTable> next = stopping
                ? Optional.empty()
                : waiting.stream().filter(table -> isFree(table, order)).findFirst();
        next.ifPresent(table -> {
            waiting.remove(table);
            CopyRun own = run.observedBy(new OneOfSome(table.name()));
            threads.submit(() -> {
                try {
                    return copying.copy(own, table) ? Optional.of(table.name()) : Optional.empty();
                } finally {
                    interruptions.remove(table.name());
                }
            });
        });
        return next.isPresent();
    }

    /** A foreign key to a table that comes later is filled in afterwards, so nobody waits for that one. */
    private boolean isFree(ClassifiedTable table, List<ClassifiedTable> order) {
        Set<String> parents = new HashSet<>();
        table.table().foreignKeys().stream().map(ForeignKey::parent).forEach(parents::add);
        return order.subList(0, order.indexOf(table)).stream()
                .map(ClassifiedTable::name)
                .noneMatch(earlier -> parents.contains(earlier) && missing.contains(earlier));
    }

    private void fail(@Nullable Throwable cause) {
        stopping = true;
        if (failure == null) {
            failure = cause;
        } else if (cause != null) {
            failure.addSuppressed(cause);
        }
    }

    private void rethrow() throws SQLException {
        Throwable first = failure;
        if (first instanceof SQLException refused) {
            throw refused;
        }
        if (first instanceof RuntimeException wrong) {
            throw wrong;
        }
        if (first instanceof Error grave) {
            throw grave;
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
        private final String table;

        private OneOfSome(String table) {
            this.table = table;
        }

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
            interruptions.put(table, interruption);
            run.observer().interruptible(ParallelTables.this::interruptAll);
        }
    }
}
