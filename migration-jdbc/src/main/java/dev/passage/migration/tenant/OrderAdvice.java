package dev.passage.migration.tenant;

import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.ForeignKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableKey;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells when a table's rows come slowly (D3): they are read in the order of their key, which wants an index on the source that starts
 * with what leads to the tenant, or at least the order of the target's primary key, which keeps its index cheap to fill.
 */
final class OrderAdvice {

    private OrderAdvice() {}

    static Optional<Finding> of(ClassifiedTable table, Optional<Table> onTarget) {
        List<String> leading = table.path().map(OrderAdvice::leading).orElse(List.of());
        List<String> key = names(table.table().keyColumns());
        if (leading.isEmpty() || key.isEmpty() || hasIndexOn(table.table(), leading)) {
            return Optional.empty();
        }
        boolean inTargetOrder = onTarget.flatMap(Table::primaryKey)
                .filter(primary -> primary.columns().equals(key))
                .isPresent();
        if (inTargetOrder) {
            return Optional.empty();
        }
        List<String> helpful = new ArrayList<>(leading);
        key.stream().filter(column -> !leading.contains(column)).forEach(helpful::add);
        return Optional.of(Finding.warning(
                "copy.order",
                "source table \"" + table.name() + "\"",
                "No index of it starts with " + String.join(", ", leading)
                        + ", and its rows are not read in the order of the target's primary key, so the whole table is read and"
                        + " sorted, and the target's index is filled at random places.",
                "Create an index on (" + String.join(", ", helpful) + ") of table \"" + table.name()
                        + "\" on the source."));
    }

    private static List<String> leading(TenantPath path) {
        List<ForeignKey> steps = path.steps();
        return steps.isEmpty() ? List.of(path.column()) : steps.get(0).columns();
    }

    private static boolean hasIndexOn(Table table, List<String> leading) {
        return Stream.of(table.primaryKey().stream(), table.uniqueKeys().stream(), table.indexes().stream())
                .flatMap(keys -> keys)
                .map(TableKey::columns)
                .anyMatch(columns -> columns.size() >= leading.size()
                        && columns.subList(0, leading.size()).equals(leading));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }
}
