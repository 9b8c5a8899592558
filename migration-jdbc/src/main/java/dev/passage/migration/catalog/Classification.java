package dev.passage.migration.catalog;

import dev.passage.migration.finding.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What each table of a schema is to a tenant, as declared or else as found from foreign keys (D11).
 *
 * <p>A table with the tenant's column, or with a foreign key to the root table, is owned; one with a foreign key to such a
 * table belongs through it, by a foreign key that cannot be NULL if there is one, and over as few tables as possible; one that
 * is only referred to by these is reference; every other is unrelated.
 *
 * @param tables every table, by name
 * @param findings what is wrong or worth knowing
 * @since 0.1.0
 */
public record Classification(List<ClassifiedTable> tables, List<Finding> findings) {

    /** Copies the lists. */
    public Classification {
        tables = List.copyOf(tables);
        findings = List.copyOf(findings);
    }

    /**
     * Classifies the tables of a schema.
     *
     * @param catalog the schema
     * @param rootTable the table that holds the tenant's own row, empty when there is none
     * @param tenantColumn the column that names the tenant wherever a table has it, empty when foreign keys say it
     * @param declarations what is declared about single tables
     * @return the classes
     */
    public static Classification of(
            Catalog catalog,
            Optional<String> rootTable,
            Optional<String> tenantColumn,
            List<TableDeclaration> declarations) {
        return new Search(catalog, rootTable, tenantColumn, declarations).classify();
    }

    /**
     * Returns the tables that may hold the row of a tenant: with a key of one column, referred to by others, and referring to
     * none.
     *
     * @param catalog the schema
     * @return the tables, by name
     */
    public static List<Table> rootCandidates(Catalog catalog) {
        return catalog.tables().stream()
                .filter(table -> table.keyColumns().size() == 1)
                .filter(table -> table.foreignKeys().stream()
                        .allMatch(key -> key.parent().equals(table.name())))
                .filter(table -> catalog.tables().stream()
                        .anyMatch(other -> !other.name().equals(table.name())
                                && other.foreignKeys().stream()
                                        .anyMatch(key -> key.parent().equals(table.name()))))
                .toList();
    }

    /**
     * Returns the tables that take part in a move.
     *
     * @return the tables of a tenant and the reference tables, by name
     */
    public List<ClassifiedTable> moving() {
        return tables.stream()
                .filter(table -> table.tableClass() != TableClass.UNRELATED)
                .toList();
    }

    private static final class Search {
        private final Map<String, Table> all;
        private final Optional<String> rootTable;
        private final Optional<String> tenantColumn;
        private final Map<String, TableDeclaration> declared = new TreeMap<>();
        private final Map<String, ClassifiedTable> found = new TreeMap<>();
        private final List<Finding> findings = new ArrayList<>();

        private Search(
                Catalog catalog,
                Optional<String> rootTable,
                Optional<String> tenantColumn,
                List<TableDeclaration> declarations) {
            this.all = catalog.tables().stream()
                    .collect(Collectors.toMap(Table::name, Function.identity(), (a, b) -> a, TreeMap::new));
            this.rootTable = rootTable;
            this.tenantColumn = tenantColumn;
            declarations.forEach(each -> declared.put(each.table(), each));
        }

        private Classification classify() {
            declared.values().forEach(this::classifyByColumnOrClass);
            rootTable.ifPresent(this::classifyRoot);
            all.values().stream().filter(this::isOpen).forEach(this::classifyOwned);
            while (findOneReference()) {
                // what refers to a row that refers to the tenant refers to it too
            }
            while (classifyOneThrough()) {
                // each found table may be the way of another
            }
            reportMissingWays();
            List<Table> referredTo = openTablesReferredTo();
            while (!referredTo.isEmpty()) {
                referredTo.forEach(table -> put(table, TableClass.REFERENCE, Optional.empty()));
                referredTo = openTablesReferredTo();
            }
            all.values().stream()
                    .filter(this::isOpen)
                    .toList()
                    .forEach(table -> put(table, TableClass.UNRELATED, Optional.empty()));
            return new Classification(List.copyOf(found.values()), findings);
        }

        private void classifyByColumnOrClass(TableDeclaration declaration) {
            Table table = all.get(declaration.table());
            if (table == null) {
                refuse("table.missing", declaration.table(), "It is declared but does not exist.", "Correct its name.");
                return;
            }
            if (declaration.tableClass() == TableClass.THROUGH) {
                return;
            }
            if (!declaration.tableClass().isTenants()) {
                put(table, declaration.tableClass(), Optional.empty());
            } else if (table.column(declaration.by()).isEmpty()) {
                refuse(
                        "column.missing",
                        table.name(),
                        "It has no column \"" + declaration.by() + "\", which is declared to hold the tenant.",
                        "Correct the name of the column.");
            } else {
                put(table, declaration.tableClass(), Optional.of(new TenantPath(List.of(), declaration.by())));
            }
        }

        private void classifyRoot(String name) {
            Table table = all.get(name);
            if (table == null) {
                refuse("table.missing", name, "It is declared as root but does not exist.", "Correct its name.");
                return;
            }
            if (found.containsKey(name)) {
                return;
            }
            if (table.keyColumns().size() != 1) {
                refuse(
                        "table.root-key",
                        name,
                        "It is declared as root but its key is not one column.",
                        "Declare the column that holds the tenant: table(\"" + name + "\", ROOT, column).");
                return;
            }
            put(
                    table,
                    TableClass.ROOT,
                    Optional.of(
                            new TenantPath(List.of(), table.keyColumns().get(0).name())));
        }

        private void classifyOwned(Table table) {
            Optional<String> column =
                    tenantColumn.filter(name -> table.column(name).isPresent());
            if (column.isEmpty()) {
                column = table.foreignKeys().stream()
                        .filter(key -> !key.parent().equals(table.name()))
                        .sorted(Comparator.comparing(key -> isNullable(table, key)))
                        .flatMap(key -> tenantColumnOf(key).stream())
                        .findFirst();
            }
            column.ifPresent(name -> put(table, TableClass.OWNED, Optional.of(new TenantPath(List.of(), name))));
        }

        private boolean findOneReference() {
            for (ClassifiedTable each : List.copyOf(found.values())) {
                if (each.tableClass() == TableClass.OWNED) {
                    TenantPath path = each.path().orElseThrow();
                    Optional<ForeignKey> reference = referenceOf(each.table(), path.column());
                    if (path.reference().isEmpty() && reference.isPresent()) {
                        put(
                                each.table(),
                                TableClass.OWNED,
                                Optional.of(new TenantPath(path.steps(), path.column(), reference)));
                        return true;
                    }
                }
            }
            return false;
        }

        /** A key of which another column is NULL refers to nothing, whatever its tenant column says. */
        private Optional<ForeignKey> referenceOf(Table table, String column) {
            return table.foreignKeys().stream()
                    .filter(key -> key.columns().contains(column))
                    .filter(key -> key.columns().stream()
                            .allMatch(each -> each.equals(column)
                                    || !table.requiredColumn(each).nullable()))
                    .filter(key -> isTenantOf(
                            key.parent(), key.parentColumns().get(key.columns().indexOf(column))))
                    .findFirst();
        }

        private boolean isTenantOf(String parent, String column) {
            return Optional.ofNullable(found.get(parent))
                    .filter(table -> table.tableClass().isTenants())
                    .filter(table -> {
                        TenantPath path = table.path().orElseThrow();
                        return path.steps().isEmpty()
                                && path.column().equals(column)
                                && (table.tableClass() == TableClass.ROOT
                                        || path.reference().isPresent());
                    })
                    .isPresent();
        }

        /** The column of a foreign key that refers to the tenant's column in the root table. */
        private Optional<String> tenantColumnOf(ForeignKey key) {
            ClassifiedTable parent = found.get(key.parent());
            if (parent == null || parent.tableClass() != TableClass.ROOT) {
                return Optional.empty();
            }
            int position =
                    key.parentColumns().indexOf(parent.path().orElseThrow().column());
            return position < 0 ? Optional.empty() : Optional.of(key.columns().get(position));
        }

        private boolean classifyOneThrough() {
            Optional<Way> best = all.values().stream()
                    .filter(this::isOpen)
                    .flatMap(table -> table.foreignKeys().stream().flatMap(key -> way(table, key).stream()))
                    .min(Comparator.<Way, Boolean>comparing(way -> isNullable(way.table, way.key))
                            .thenComparing(way -> way.length())
                            .thenComparing(way -> way.table.name())
                            .thenComparing(way -> way.key.name()));
            best.ifPresent(this::putThrough);
            return best.isPresent();
        }

        private Optional<Way> way(Table table, ForeignKey key) {
            TableDeclaration declaration = declared.get(table.name());
            return Optional.ofNullable(found.get(key.parent()))
                    .filter(parent -> parent.tableClass().isTenants())
                    .filter(parent -> declaration == null || declaration.by().equals(key.parent()))
                    .map(parent -> new Way(table, key, parent));
        }

        private void putThrough(Way way) {
            List<ForeignKey> steps = new ArrayList<>();
            steps.add(way.key);
            TenantPath above = way.parent.path().orElseThrow();
            steps.addAll(above.steps());
            put(way.table, TableClass.THROUGH, Optional.of(new TenantPath(steps, above.column(), above.reference())));
            if (isNullable(way.table, way.key)) {
                findings.add(Finding.warning(
                        "table.nullable-way",
                        "table \"" + way.table.name() + "\"",
                        "Its rows belong to a tenant only through the foreign key \"" + way.key.name()
                                + "\", which may be NULL; rows where it is NULL stay where they are.",
                        "Declare another way, or check that no such rows exist."));
            }
        }

        private void reportMissingWays() {
            declared.values().stream()
                    .filter(each -> each.tableClass() == TableClass.THROUGH
                            && all.containsKey(each.table())
                            && !found.containsKey(each.table()))
                    .forEach(each -> refuse(
                            "table.no-way",
                            each.table(),
                            "No foreign key leads over \"" + each.by() + "\" to a table that belongs to the tenant.",
                            "Declare the table's own tenant column, or another table on the way."));
        }

        private List<Table> openTablesReferredTo() {
            return all.values().stream()
                    .filter(this::isOpen)
                    .filter(this::isReferredTo)
                    .toList();
        }

        private boolean isReferredTo(Table table) {
            return found.values().stream()
                    .filter(each -> each.tableClass() != TableClass.UNRELATED)
                    .anyMatch(each -> each.table().foreignKeys().stream()
                            .anyMatch(key -> key.parent().equals(table.name())));
        }

        private boolean isOpen(Table table) {
            return !found.containsKey(table.name());
        }

        private static boolean isNullable(Table table, ForeignKey key) {
            return key.columns().stream()
                    .anyMatch(column -> table.requiredColumn(column).nullable());
        }

        private void put(Table table, TableClass tableClass, Optional<TenantPath> path) {
            found.put(table.name(), new ClassifiedTable(table, tableClass, path));
        }

        private void refuse(String code, String table, String message, String fix) {
            findings.add(Finding.blocking(code, "table \"" + table + "\"", message, fix));
        }

        private record Way(Table table, ForeignKey key, ClassifiedTable parent) {
            int length() {
                return parent.path().orElseThrow().steps().size();
            }
        }
    }
}
