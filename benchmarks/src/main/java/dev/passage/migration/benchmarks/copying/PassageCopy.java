package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.copy.Copier;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.CopyStrategies;
import dev.passage.migration.copy.KeyRange;
import dev.passage.migration.copy.KeyRanges;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.copy.TenantFilter;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.verify.LedgerVerifier;
import dev.passage.migration.verify.TableComparison;
import dev.passage.migration.verify.TableVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** This library's copy of one tenant's rows of one table: in chunks, with checkpoint and digest of each. */
final class PassageCopy {
    private final Side source;
    private final Side target;
    private final TableRoute route;
    private final RowFilter onSource;
    private final RowFilter onTarget;
    private final ChunkSize chunk;
    private int runs;

    private PassageCopy(
            Side source, Side target, TableRoute route, RowFilter onSource, RowFilter onTarget, ChunkSize chunk) {
        this.source = source;
        this.target = target;
        this.route = route;
        this.onSource = onSource;
        this.onTarget = onTarget;
        this.chunk = chunk;
    }

    /** The table must be on both ends. */
    static PassageCopy of(End source, End target, String table, int tenant, ChunkSize chunk) throws SQLException {
        try (Connection connection = target.open()) {
            Ledger.create(connection);
        }
        Side from = side("source", source);
        Side to = side("target", target);
        TenantPath path = new TenantPath(List.of(), "tenant");
        ClassifiedTable classified =
                new ClassifiedTable(from.catalog().table(table).orElseThrow(), TableClass.OWNED, Optional.of(path));
        return new PassageCopy(
                from,
                to,
                TableRoute.of(from.catalog(), classified, to.catalog(), List.of()),
                TenantFilter.of(from.catalog(), table, path, Integer.toString(tenant)),
                TenantFilter.of(to.catalog(), table, path, Integer.toString(tenant)),
                chunk);
    }

    private static Side side(String name, End end) throws SQLException {
        try (Connection connection = end.open()) {
            return new Side(name, Catalog.read(connection), end::open);
        }
    }

    /** The strategy that a plan would choose. */
    Copier chosen() throws SQLException {
        return CopyStrategies.between(source, target).of(route).copier();
    }

    CopyRun copy(Copier copier) {
        CopyRun run = begin();
        if (!copier.copy(run, route, onSource)) {
            throw new IllegalStateException("The copy stopped.");
        }
        return run;
    }

    /** The table in ranges of its keys, each by a thread of its own; the time includes finding them. */
    void copyInRanges(Copier copier, int wanted, long rows) throws Exception {
        CopyRun run = begin();
        ExecutorService threads = Executors.newFixedThreadPool(wanted);
        try {
            List<Callable<Boolean>> copies = new ArrayList<>();
            for (KeyRange range : KeyRanges.of(run, route, onSource, wanted, rows)) {
                copies.add(() -> range.copy(copier, run, route, onSource));
            }
            for (Future<Boolean> copied : threads.invokeAll(copies)) {
                if (!copied.get()) {
                    throw new IllegalStateException("The copy stopped.");
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    private CopyRun begin() {
        return new CopyRun(
                source,
                target,
                Ledger.of(target, MigrationId.of("benchmark"), "run-" + ++runs + "-" + System.nanoTime()),
                connection -> {},
                chunk,
                CopyObserver.NONE,
                Clock.systemUTC());
    }

    void copyAndReadBack(Copier copier) {
        CopyRun run = copy(copier);
        TableVerifier rows = new TableVerifier(source, target, 10_000, 20, CopyObserver.NONE);
        TableComparison found =
                new LedgerVerifier(run, ValidationLevel.FULL, rows).verify(route, copier, onSource, onTarget);
        if (!found.isEqual()) {
            throw new IllegalStateException("The copy differs: " + found.differences());
        }
    }
}
