package dev.passage.migration.tenant;

import dev.passage.migration.capture.ChangeFeed;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.copy.Copier;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.CopyStrategies;
import dev.passage.migration.copy.KeyLinker;
import dev.passage.migration.copy.KeyRange;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.LedgerEntry;
import dev.passage.migration.copy.ReferenceMerge;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Copies a tenant that is being written to. A table's bulk copy takes the rows that no entry of the feed names, which are as they
 * were when the feed was armed, so that the parts of a copy fit each other whenever they are read; then the entries of the tables
 * copied so far are applied, so that whatever a row of the next table refers to is there. A note in the ledger says that a table's
 * bulk copy is complete: entries are acknowledged only after it.
 */
final class LiveCopy {
    static final String HOLD = "live";
    private static final String COMPLETE = "live, complete";

    private final MoveSteps steps;

    LiveCopy(MoveSteps steps) {
        this.steps = steps;
    }

    /** Copies what is not yet there; returns false when it was asked to stop. */
    boolean copy(long expectedRows) throws SQLException {
        CopyRun plain = steps.run(true, HOLD, CopyObserver.NONE);
        CopyRun run = plain.observedBy(new FeedWatch(steps, steps.counting(expectedRows, total(plain))));
        ChangeFeed feed = steps.feeds().of(false);
        CopyStrategies strategies =
                CopyStrategies.between(steps.layout().source(), steps.layout().target());
        try (LiveFollowing following = LiveFollowing.forward(steps)) {
            List<String> ready = complete();
            for (ClassifiedTable table : steps.layout().tables()) {
                TableRoute route = steps.layout().route(table);
                if (table.tableClass() == TableClass.REFERENCE) {
                    if (!ReferenceMerge.merge(run, route)) {
                        return false;
                    }
                } else if (!ready.contains(table.name())) {
                    following.bring(ready, begun(run, ready));
                    FeedWatch.check(steps, feed);
                    RowFilter untouched = filter(table).and(feed.untouched(table.name()));
                    if (!copy(run, table, strategies.of(route).copier(), untouched)) {
                        return false;
                    }
                    complete(table.name());
                    ready.add(table.name());
                }
            }
            following.bringAll();
        }
        copied(run)
                .forEach((table, rows) ->
                        steps.context().note("rows of " + table, String.format(Locale.ENGLISH, "%,d", rows)));
        return link(run, feed);
    }

    /** Copies ranges of a big table at the same time. Tables follow one another, since changes of the former are brought in between. */
    private boolean copy(CopyRun run, ClassifiedTable table, Copier copier, RowFilter untouched) throws SQLException {
        TableRoute route = steps.layout().route(table);
        return new ParallelTables(steps.streams(), run, new ParallelTables.Copying() {
                    @Override
                    public List<KeyRange> divide(CopyRun own, ClassifiedTable whole) {
                        return steps.rangesOf(own, whole);
                    }

                    @Override
                    public boolean copy(CopyRun own, ClassifiedTable whole, KeyRange range) {
                        return range.copy(copier, own, route, untouched);
                    }
                })
                .copy(List.of(table));
    }

    /** Fills in foreign keys in a circle; those of rows that were brought since are right already. */
    private boolean link(CopyRun run, ChangeFeed feed) {
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            RowFilter untouched = filter(table).and(feed.untouched(table.name()));
            if (!KeyLinker.link(run, steps.layout().route(table), untouched)) {
                return false;
            }
        }
        return true;
    }

    private RowFilter filter(ClassifiedTable table) {
        return steps.layout().onSource(table, steps.assessedAt());
    }

    private List<String> complete() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = steps.endpoint(true).open()) {
            for (ClassifiedTable table : steps.layout().tenantTables()) {
                if (!completed().read(connection, table.name()).isEmpty()) {
                    names.add(table.name());
                }
            }
        }
        return names;
    }

    /** The tables of which a former process has copied a part. */
    private List<String> begun(CopyRun run, List<String> complete) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = steps.endpoint(true).open()) {
            for (ClassifiedTable table : steps.layout().tenantTables()) {
                if (!complete.contains(table.name())
                        && !run.ledger().read(connection, table.name()).isEmpty()) {
                    names.add(table.name());
                }
            }
        }
        return names;
    }

    private void complete(String table) throws SQLException {
        steps.endpoint(true).inTransaction(connection -> {
            steps.guard(true).check(connection);
            completed().add(connection, table, new LedgerEntry(1, "", ChunkDigest.NONE));
            return true;
        });
        TenantFaultPoints.TABLE_COMPLETE.reached();
    }

    private Ledger completed() {
        return Ledger.of(steps.layout().target(), steps.migration(), COMPLETE);
    }

    private long total(CopyRun run) throws SQLException {
        return copied(run).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Rows of the bulk copies so far, by table. */
    private Map<String, Long> copied(CopyRun run) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = steps.endpoint(true).open()) {
            for (ClassifiedTable table : steps.layout().tenantTables()) {
                rows.put(
                        table.name(),
                        run.ledger().read(connection, table.name()).stream()
                                .mapToLong(entry -> entry.digest().rows())
                                .sum());
            }
        }
        return rows;
    }
}
