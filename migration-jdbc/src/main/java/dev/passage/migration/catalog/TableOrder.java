package dev.passage.migration.catalog;

import dev.passage.migration.finding.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which tables are filled: each after those it refers to (D2). Foreign keys to the own table and one of each
 * cycle are postponed.
 *
 * @param tables the tables, parents first
 * @param postponed by table, the foreign keys that are filled in later
 * @param findings the cycles that cannot be filled at all
 * @since 0.1.0
 */
public record TableOrder(List<Table> tables, Map<String, List<PostponedKey>> postponed, List<Finding> findings) {

    /** Copies the collections. */
    public TableOrder {
        tables = List.copyOf(tables);
        postponed = Map.copyOf(postponed);
        findings = List.copyOf(findings);
    }

    /**
     * Orders tables; the same tables always get the same order.
     *
     * @param tables the tables; foreign keys to others are not looked at
     * @return the order
     */
    public static TableOrder of(Collection<Table> tables) {
        return new Sorting(tables).sort();
    }

    /**
     * Returns the foreign keys of a table that are filled in later.
     *
     * @param table the name of the table
     * @return the keys, none when rows can be inserted as they are
     */
    public List<PostponedKey> postponedOf(String table) {
        return postponed.getOrDefault(table, List.of());
    }

    private static final class Sorting {
        private final Map<String, Table> waiting = new LinkedHashMap<>();
        private final List<Table> sorted = new ArrayList<>();
        private final Map<String, List<PostponedKey>> postponed = new LinkedHashMap<>();
        private final Set<ForeignKey> broken = new HashSet<>();
        private final List<Finding> findings = new ArrayList<>();

        private Sorting(Collection<Table> tables) {
            tables.stream()
                    .sorted(Comparator.comparing(Table::name))
                    .forEach(table -> waiting.put(table.name(), table));
        }

        private TableOrder sort() {
            for (Table table : List.copyOf(waiting.values())) {
                for (ForeignKey key : table.foreignKeys()) {
                    if (key.parent().equals(table.name())) {
                        postponeOrReport(table, key);
                    }
                }
            }
            while (!waiting.isEmpty()) {
                Optional<Table> next = waiting.values().stream()
                        .filter(table -> openParents(table).isEmpty())
                        .findFirst();
                if (next.isPresent()) {
                    sorted.add(next.get());
                    waiting.remove(next.get().name());
                } else {
                    breakOneCycle();
                }
            }
            return new TableOrder(sorted, postponed, findings);
        }

        private List<ForeignKey> openParents(Table table) {
            return table.foreignKeys().stream()
                    .filter(key -> waiting.containsKey(key.parent())
                            && !key.parent().equals(table.name())
                            && !broken.contains(key))
                    .toList();
        }

        private void breakOneCycle() {
            ForeignKey last = null;
            Table lastTable = null;
            for (Table table : waiting.values()) {
                for (ForeignKey key : openParents(table)) {
                    if (!reaches(key.parent(), table.name(), new HashSet<>())) {
                        continue;
                    }
                    last = key;
                    lastTable = table;
                    if (postponable(table, key).isPresent()) {
                        postponeOrReport(table, key);
                        return;
                    }
                }
            }
            if (last == null || lastTable == null) {
                throw new IllegalStateException("Tables wait for each other without a cycle: " + waiting.keySet());
            }
            postponeOrReport(lastTable, last);
        }

        private boolean reaches(String from, String to, Set<String> seen) {
            Table table = waiting.get(from);
            if (from.equals(to) || table == null || !seen.add(from)) {
                return from.equals(to);
            }
            return openParents(table).stream().anyMatch(key -> reaches(key.parent(), to, seen));
        }

        private void postponeOrReport(Table table, ForeignKey key) {
            broken.add(key);
            Optional<PostponedKey> possible = postponable(table, key);
            if (possible.isPresent()) {
                postponed
                        .computeIfAbsent(table.name(), name -> new ArrayList<>())
                        .add(possible.get());
            } else {
                findings.add(Finding.blocking(
                        "foreign-key.cycle",
                        "table \"" + table.name() + "\", foreign key \"" + key.name() + "\"",
                        "It is part of a cycle of foreign keys in which no column may be NULL, so no row can be the first.",
                        "Let one foreign key of the cycle be NULL."));
            }
        }

        private static Optional<PostponedKey> postponable(Table table, ForeignKey key) {
            Set<String> own =
                    new HashSet<>(table.keyColumns().stream().map(Column::name).toList());
            List<String> free = key.columns().stream()
                    .filter(column -> !own.contains(column))
                    .toList();
            List<String> nullable = free.stream()
                    .filter(column -> table.requiredColumn(column).nullable())
                    .toList();
            if (!nullable.isEmpty()) {
                return Optional.of(new PostponedKey(key, nullable, false));
            }
            return key.parent().equals(table.name()) && !free.isEmpty()
                    ? Optional.of(new PostponedKey(key, free, true))
                    : Optional.empty();
        }
    }
}
