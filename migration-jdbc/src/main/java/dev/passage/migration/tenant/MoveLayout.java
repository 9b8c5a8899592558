package dev.passage.migration.tenant;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.Classification;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TableOrder;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.copy.TenantFilter;
import dev.passage.migration.endpoint.Endpoint;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.finding.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which tables take part in a move, in which order, and which of their rows: read anew from both catalogues at each start, never
 * from the journal.
 */
final class MoveLayout {
    private final TenantMove move;
    private final Side source;
    private final Side target;
    private final Classification classification;
    private final TableOrder order;
    private final Map<String, ClassifiedTable> byName = new LinkedHashMap<>();

    private final List<TenantFacts.KeyChange> keyChanges;

    private MoveLayout(TenantMove move, Side source, Side target, List<TenantFacts.KeyChange> keyChanges) {
        this.move = move;
        this.keyChanges = List.copyOf(keyChanges);
        this.source = source;
        this.target = target;
        Catalog there = source.catalog();
        this.classification = Classification.of(there, root(move, there), move.tenantColumn(), move.tables());
        this.order = TableOrder.of(
                classification.moving().stream().map(ClassifiedTable::table).toList());
        classification.moving().forEach(table -> byName.put(table.name(), table));
    }

    static MoveLayout read(Endpoint source, Endpoint target, TenantMove move) throws SQLException {
        return new MoveLayout(move, side(source), side(target), List.of());
    }

    /** The same layout, with numbers that are others on the target. */
    MoveLayout changingKeys(List<TenantFacts.KeyChange> changes) {
        return new MoveLayout(move, source, target, changes);
    }

    private static Side side(Endpoint endpoint) throws SQLException {
        endpoint.dialect();
        try (Connection connection = endpoint.open()) {
            return new Side(endpoint.name().value(), Catalog.read(connection), endpoint::open);
        }
    }

    /** The declared root, or the only table that can be one; a root by table class is a declaration too. */
    private static Optional<String> root(TenantMove move, Catalog catalog) {
        if (move.rootTable().isPresent()
                || move.tenantColumn().isPresent()
                || move.tables().stream().anyMatch(table -> table.tableClass() == TableClass.ROOT)) {
            return move.rootTable();
        }
        List<Table> candidates = Classification.rootCandidates(catalog);
        return candidates.size() == 1 ? Optional.of(candidates.get(0).name()) : Optional.empty();
    }

    Side source() {
        return source;
    }

    Side target() {
        return target;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(classification.findings());
        findings.addAll(order.findings());
        return findings;
    }

    /** The tables that take part, parents first. */
    List<ClassifiedTable> tables() {
        return order.tables().stream().map(table -> byName.get(table.name())).toList();
    }

    List<ClassifiedTable> tenantTables() {
        return tables().stream().filter(table -> table.tableClass().isTenants()).toList();
    }

    Optional<ClassifiedTable> root() {
        return tables().stream()
                .filter(table -> table.tableClass() == TableClass.ROOT)
                .findFirst();
    }

    /** The way of a table's rows from source to target. */
    TableRoute route(ClassifiedTable table) {
        TableRoute route = compatible(table);
        Map<String, Long> amounts = new LinkedHashMap<>();
        keyChanges.stream()
                .filter(change -> change.table().equals(table.name()))
                .forEach(change -> amounts.put(change.column(), change.by()));
        return amounts.isEmpty() ? route : route.storingGreater(amounts);
    }

    /** Whether a table's rows fit the table of the other side. */
    boolean fits(ClassifiedTable table) {
        try {
            TableRoute.of(source.catalog(), table, target.catalog(), order.postponedOf(table.name()));
            return true;
        } catch (IllegalArgumentException unfit) {
            return false;
        }
    }

    /** Planning has seen that they fit, so that they do not is the work of somebody who changed one since. */
    private TableRoute compatible(ClassifiedTable table) {
        try {
            return TableRoute.of(source.catalog(), table, target.catalog(), order.postponedOf(table.name()));
        } catch (IllegalArgumentException unfit) {
            throw StepFailedException.fatal(
                    FailureKind.STEP_FAILED,
                    "Tables of tenant " + move.tenant() + " were changed during its move and do not fit any more: "
                            + unfit.getMessage(),
                    "Make the table on " + move.target() + " what it is on " + move.source() + ", or undo the change,"
                            + " then roll back.");
        }
    }

    /** The tenant's rows of a table on the source that are worth moving. */
    RowFilter onSource(ClassifiedTable table, Instant assessedAt) {
        RowFilter mine = ofTenant(source, table);
        for (Retention retention : move.retention()) {
            if (retention.table().equals(table.name())) {
                mine = mine.and(TenantFilter.since(
                        source.catalog(), table.name(), retention.column(), assessedAt.minus(retention.age())));
            }
        }
        return mine;
    }

    /** The tenant's rows of a table on the source, also those that are not worth moving. */
    RowFilter allOnSource(ClassifiedTable table) {
        return ofTenant(source, table);
    }

    /** The tenant's rows of a table on the target. */
    RowFilter onTarget(ClassifiedTable table) {
        return ofTenant(target, table);
    }

    private RowFilter ofTenant(Side side, ClassifiedTable table) {
        return TenantFilter.of(side.catalog(), table.name(), table.path().orElseThrow(), move.tenant());
    }
}
