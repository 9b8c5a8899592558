package dev.passage.migration.copying;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.SchemaScript;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.catchup.ChangeApplier;
import dev.passage.migration.catchup.FollowedTable;
import dev.passage.migration.catchup.RowReconciler;
import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.CopyStrategies;
import dev.passage.migration.copy.CopyStrategy;
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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One table whose rows of tenant 1 are copied from one database to another, by the strategy that is chosen for it. */
final class CopiedTable {
    private final CopyRun run;
    private final TableRoute route;
    private final RowFilter onSource;
    private final RowFilter onTarget;

    private CopiedTable(CopyRun run, TableRoute route, RowFilter onSource, RowFilter onTarget) {
        this.run = run;
        this.route = route;
        this.onSource = onSource;
        this.onTarget = onTarget;
    }

    /** Creates the table on the target as the source has it. */
    static void createOnTarget(String source, String target, String table) throws SQLException {
        Catalog there = catalog(source);
        List<Table> tables = there.table(table).stream().toList();
        SchemaScript script = SchemaScript.of(there, tables, catalog(target));
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            for (SchemaScript.Creation creation : script.creations()) {
                statement.execute(creation.sql());
            }
        }
    }

    static CopiedTable of(String source, String target, String table, ChunkSize chunk) throws SQLException {
        try (Connection connection = DriverManager.getConnection(target)) {
            Ledger.create(connection);
        }
        Side from = new Side("source", catalog(source), () -> DriverManager.getConnection(source));
        Side to = new Side("target", catalog(target), () -> DriverManager.getConnection(target));
        TenantPath path = new TenantPath(List.of(), "tenant");
        Table found = from.catalog().table(table).orElseThrow();
        CopyRun run = new CopyRun(
                from,
                to,
                Ledger.of(to, MigrationId.of("m-1"), "hold"),
                connection -> {},
                chunk,
                CopyObserver.NONE,
                Clock.systemUTC());
        return new CopiedTable(
                run,
                TableRoute.of(
                        from.catalog(),
                        new ClassifiedTable(found, TableClass.OWNED, Optional.of(path)),
                        to.catalog(),
                        List.of()),
                TenantFilter.of(from.catalog(), table, path, "1"),
                TenantFilter.of(to.catalog(), table, path, "1"));
    }

    private static Catalog catalog(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return Catalog.read(connection);
        }
    }

    CopyStrategy strategy() throws SQLException {
        return CopyStrategies.between(run.source(), run.target()).of(route);
    }

    void copy() throws SQLException {
        strategy().copier().copy(run, route, onSource);
    }

    /** The ranges of the keys, as the ledger has them or found now. */
    List<KeyRange> ranges(int wanted, long rows) {
        return KeyRanges.of(run, route, onSource, wanted, rows);
    }

    void copy(KeyRange range) throws SQLException {
        range.copy(strategy().copier(), run, route, onSource);
    }

    /** Copies the ranges by as many threads. */
    void copyAtTheSameTime(List<KeyRange> ranges) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(ranges.size());
        try {
            List<Callable<Boolean>> copies = new ArrayList<>();
            for (KeyRange range : ranges) {
                copies.add(() -> {
                    copy(range);
                    return true;
                });
            }
            for (Future<Boolean> copied : threads.invokeAll(copies)) {
                copied.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Makes the source like the target, as the way back of a move does. */
    void bringBack() throws SQLException {
        FollowedTable table = new FollowedTable(route.reversed(), onTarget, onSource, onSource);
        try (ChangeApplier back =
                ChangeApplier.whileNobodyWrites(run.target(), run.source(), run.guard(), () -> {}, List.of(table))) {
            new RowReconciler(back, run.guard(), CopyObserver.NONE).reconcile();
            back.applyAll();
        }
    }

    TableComparison verify(ValidationLevel level) throws SQLException {
        TableVerifier rows = new TableVerifier(run.source(), run.target(), 1_000, 20, CopyObserver.NONE);
        return new LedgerVerifier(run, level, rows).verify(route, strategy().copier(), onSource, onTarget);
    }
}
