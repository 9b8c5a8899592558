package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.InsertTriggers;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.CopyStrategies;
import dev.passage.migration.copy.KeyLinker;
import dev.passage.migration.copy.KeyRange;
import dev.passage.migration.copy.Ledger;
import dev.passage.migration.copy.LedgerEntry;
import dev.passage.migration.copy.ReferenceMerge;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.SequenceCarrier;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.copy.TenantEraser;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.gate.GateState;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.verify.LedgerVerifier;
import dev.passage.migration.verify.TableComparison;
import dev.passage.migration.verify.TableVerifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Brings a tenant's rows to the target under one closing of the source's gate. What was copied under an earlier closing is cleared
 * first, because writers were let in between.
 */
final class TenantCopy {
    private static final int CHUNK_OF_VERIFICATION = 10_000;
    private static final int MOST_DIFFERENCES = 20;

    private final MoveSteps steps;

    TenantCopy(MoveSteps steps) {
        this.steps = steps;
    }

    /** Copies what is not yet there; returns false when it was asked to stop. */
    boolean copy(String hold, long expectedRows) throws SQLException {
        CopyRun plain = steps.run(true, hold, CopyObserver.NONE);
        if (!clearEarlierHold(plain)) {
            return false;
        }
        CopyRun run = steps.run(true, hold, steps.counting(expectedRows, alreadyCopied(plain)));
        CopyStrategies strategies =
                CopyStrategies.between(steps.layout().source(), steps.layout().target());
        boolean done = new ParallelTables(steps.streams(), run, new TableCopying(strategies))
                .copy(steps.layout().tables());
        if (!done) {
            return false;
        }
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            if (!KeyLinker.link(run, steps.layout().route(table), filter(table))) {
                return false;
            }
        }
        note(run);
        return true;
    }

    /** One table, or one range of it, by the strategy that is chosen for it. */
    private final class TableCopying implements ParallelTables.Copying {
        private final CopyStrategies strategies;

        private TableCopying(CopyStrategies strategies) {
            this.strategies = strategies;
        }

        @Override
        public List<KeyRange> divide(CopyRun run, ClassifiedTable table) {
            return steps.rangesOf(run, table);
        }

        @Override
        public boolean copy(CopyRun run, ClassifiedTable table, KeyRange range) {
            TableRoute route = steps.layout().route(table);
            return table.tableClass() == TableClass.REFERENCE
                    ? ReferenceMerge.merge(run, route)
                    : range.copy(strategies.of(route).copier(), run, route, filter(table));
        }
    }

    /** Lets identities and sequences go on where they were. */
    int carrySequences() {
        List<TableRoute> routes =
                steps.layout().tables().stream().map(steps.layout()::route).toList();
        return SequenceCarrier.carry(
                steps.layout().source(), steps.layout().target(), steps.guard(true)::check, routes);
    }

    /**
     * Compares what was copied under a closing with what is on both sides; throws when a row differs, returns how many are the same.
     */
    long verify(ValidationLevel level, String hold, CopyObserver observer) throws SQLException {
        CopyRun run = steps.run(true, hold, observer);
        CopyStrategies strategies = CopyStrategies.between(run.source(), run.target());
        TableVerifier verifier =
                new TableVerifier(run.source(), run.target(), CHUNK_OF_VERIFICATION, MOST_DIFFERENCES, observer);
        LedgerVerifier byLedger = new LedgerVerifier(run, level, verifier);
        List<String> differences = new ArrayList<>();
        List<ClassifiedTable> repairable = new ArrayList<>();
        long rows = 0;
        for (ClassifiedTable table : steps.layout().tables()) {
            TableRoute route = steps.layout().route(table);
            boolean shared = table.tableClass() == TableClass.REFERENCE;
            TableComparison found = shared
                    ? verifier.contains(route, RowFilter.ALL)
                    : byLedger.verify(
                            route,
                            strategies.of(route).copier(),
                            filter(table),
                            steps.layout().onTarget(table));
            differences.addAll(found.differences());
            if (!found.isEqual()) {
                differences.addAll(triggers(table));
            }
            rows += found.sourceRows();
            if (!found.isEqual() && !shared) {
                repairable.add(table);
            }
        }
        if (steps.move().repairsDifferences() && !repairable.isEmpty()) {
            differences = repair(run, verifier, repairable, differences);
        }
        if (!differences.isEmpty()) {
            throw new VerificationFailedException(
                    "Tenant " + steps.move().tenant() + " on endpoint "
                            + steps.move().target(),
                    differences);
        }
        return rows;
    }

    /** What may have made the difference. */
    private List<String> triggers(ClassifiedTable table) throws SQLException {
        try (Connection connection = steps.endpoint(true).open()) {
            return InsertTriggers.of(connection, steps.layout().target().catalog(), table.name()).stream()
                    .map(trigger -> "table \"" + table.name() + "\": trigger \"" + trigger
                            + "\" of the target runs for each row that is inserted and may have changed rows")
                    .toList();
        }
    }

    /** Makes the target's rows like the source's and compares both sides anew; returns what still differs. */
    private List<String> repair(CopyRun run, TableVerifier verifier, List<ClassifiedTable> tables, List<String> found)
            throws SQLException {
        List<String> differing = tables.stream().map(ClassifiedTable::name).toList();
        if (!new HeldRows(steps, true).reconcile(run, differing)) {
            return found;
        }
        steps.context().note("differences repaired from " + steps.move().source(), String.join("; ", found));
        List<String> left = new ArrayList<>();
        for (ClassifiedTable table : steps.layout().tables()) {
            TableRoute route = steps.layout().route(table);
            TableComparison again = table.tableClass() == TableClass.REFERENCE
                    ? verifier.contains(route, RowFilter.ALL)
                    : verifier.compare(route, filter(table), steps.layout().onTarget(table));
            left.addAll(again.differences());
        }
        return left;
    }

    /** Removes the tenant's rows from the target, unless it owns the tenant; returns false when it was asked to stop. */
    boolean clear(CopyObserver observer) throws SQLException {
        Optional<GateState> gate = steps.gate(true).read(steps.move().tenant());
        if (gate.filter(GateState::isOpen).isPresent()) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Rows of tenant " + steps.move().tenant() + " on endpoint "
                            + steps.move().target() + " are not cleared, because that endpoint owns the tenant.",
                    "Look at the gates of both endpoints.");
        }
        CopyRun run = steps.run(true, "clear", observer);
        if (!TenantEraser.erase(run, eraseTasks())) {
            return false;
        }
        forget(run);
        return true;
    }

    private boolean clearEarlierHold(CopyRun run) throws SQLException {
        try (Connection connection = steps.endpoint(true).open()) {
            if (!run.ledger().hasOtherHold(connection)) {
                return true;
            }
        }
        steps.context().progress().now("clearing what was copied before writers were let in");
        return clear(steps.counting(0, 0));
    }

    private List<TenantEraser.Task> eraseTasks() {
        return steps.layout().tenantTables().stream()
                .map(table -> new TenantEraser.Task(
                        steps.layout().route(table), steps.layout().onTarget(table)))
                .toList();
    }

    /** Forgets the chunks of this migration. */
    void forget() throws SQLException {
        forget(steps.run(true, "forget", CopyObserver.NONE));
    }

    private void forget(CopyRun run) throws SQLException {
        steps.endpoint(true).inTransaction(connection -> {
            steps.guard(true).check(connection);
            run.ledger().forget(connection);
            return true;
        });
    }

    private RowFilter filter(ClassifiedTable table) {
        return steps.layout().onSource(table, steps.assessedAt());
    }

    private long alreadyCopied(CopyRun run) throws SQLException {
        long rows = 0;
        for (ClassifiedTable table : steps.layout().tenantTables()) {
            rows += rows(run.ledger(), table.name());
        }
        return rows;
    }

    private void note(CopyRun run) throws SQLException {
        for (ClassifiedTable table : steps.layout().tables()) {
            String rows = table.tableClass() == TableClass.REFERENCE
                    ? "shared, completed"
                    : String.format(Locale.ENGLISH, "%,d", rows(run.ledger(), table.name()));
            steps.context().note("rows of " + table.name(), rows);
        }
    }

    private long rows(Ledger ledger, String table) throws SQLException {
        try (Connection connection = steps.endpoint(true).open()) {
            return ledger.read(connection, table).stream()
                    .map(LedgerEntry::digest)
                    .mapToLong(digest -> digest.rows())
                    .sum();
        }
    }
}
