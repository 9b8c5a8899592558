package dev.passage.migration.catalog;

import dev.passage.migration.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists every difference between tables of a source and a target that would keep rows from moving exactly (P4).
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Compatibility {
    private final Catalog source;
    private final Catalog target;

    private Compatibility(Catalog source, Catalog target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Begins a comparison.
     *
     * @param source where rows come from
     * @param target where they go
     * @return the comparison
     */
    public static Compatibility between(Catalog source, Catalog target) {
        return new Compatibility(source, target);
    }

    /**
     * Compares tables by name.
     *
     * @param tables the tables of the source that are to be moved
     * @return the differences, each with its fix; none when all rows fit
     */
    public List<Finding> findings(List<Table> tables) {
        List<Finding> findings = new ArrayList<>();
        for (Table table : tables) {
            if (table.keyColumns().isEmpty()) {
                findings.add(Finding.blocking(
                        "table.no-key",
                        "source table \"" + table.name() + "\"",
                        "It has neither a primary key nor a unique key without NULL, so its rows cannot be told apart.",
                        "Give it a primary key, or declare it UNRELATED if it need not move."));
            }
            Optional<Table> other = target.table(table.name());
            if (other.isEmpty()) {
                findings.add(Finding.blocking(
                        "table.missing",
                        "target table \"" + table.name() + "\"",
                        "It does not exist in schema \"" + target.schema() + "\" of the target.",
                        "Create it, or let the migration do so with createTargetSchema()."));
            } else {
                compare(table, other.get(), findings);
            }
        }
        return findings;
    }

    private void compare(Table table, Table other, List<Finding> findings) {
        for (Column column : table.columns()) {
            Optional<Column> there = other.column(column.name());
            if (there.isEmpty()) {
                if (!column.isGenerated()) {
                    findings.add(
                            blocking("column.missing", table, column, "It does not exist.", "Add it to the target."));
                }
            } else {
                compare(table, column, there.get(), findings);
            }
        }
        for (Column column : other.columns()) {
            if (table.column(column.name()).isEmpty() && !column.isOptional()) {
                findings.add(blocking(
                        "column.not-filled",
                        table,
                        column,
                        "It needs a value, but the source has no such column.",
                        "Give it a default or let it be NULL."));
            }
        }
        if (!hasKey(other, table.keyColumns())) {
            findings.add(Finding.blocking(
                    "table.key-differs",
                    "target table \"" + table.name() + "\"",
                    "No primary or unique key of it consists of the columns "
                            + table.keyColumns().stream().map(Column::name).toList()
                            + ", by which the source tells rows apart.",
                    "Give it the same key as the source."));
        }
    }

    private void compare(Table table, Column column, Column there, List<Finding> findings) {
        if (column.isGenerated() && there.isGenerated()) {
            if (!column.generation().equals(there.generation())) {
                findings.add(Finding.warning(
                        "column.generation",
                        subject(table, column),
                        "Both sides compute it, but not by the same expression, so that its values may change with the move; they"
                                + " are neither copied nor compared.",
                        "Compare the expressions of both sides."));
            }
            return;
        }
        if (there.isGenerated()) {
            findings.add(blocking(
                    "column.generated",
                    table,
                    column,
                    "The target computes it, so it cannot take the source's values.",
                    "Make it a plain column on the target."));
            return;
        }
        TypePairing pairing = TypePairing.of(source.engine(), column.type(), target.engine(), there.type());
        if (pairing.kind().isEmpty()) {
            boolean narrower = pairing.problem().equals("column.narrower");
            findings.add(blocking(
                    pairing.problem(),
                    table,
                    column,
                    "It is " + there.type() + ", which is " + (narrower ? "narrower than" : "another type than")
                            + " the source's " + column.type() + ".",
                    narrower ? "Widen it on the target." : counterpart(column)));
        }
        if (column.nullable() && !there.nullable() && !column.isGenerated()) {
            findings.add(blocking(
                    "column.not-null",
                    table,
                    column,
                    "It may not be NULL there, but on the source it may.",
                    "Let it be NULL."));
        }
    }

    /** What the column could be instead. */
    private String counterpart(Column column) {
        if (source.engine() == target.engine()) {
            return "Give it the source's type.";
        }
        return TypeMapping.map(column.type(), target.engine(), false)
                .map(type -> "Make it " + type + " on the target.")
                .orElse("Make it " + target.dialect().largeText() + " on the target: the text that " + source.engine()
                        + " makes of a value goes there.");
    }

    private static boolean hasKey(Table table, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).sorted().toList();
        return table.primaryKey().stream()
                        .map(TableKey::columns)
                        .anyMatch(key -> key.stream().sorted().toList().equals(names))
                || table.uniqueKeys().stream()
                        .anyMatch(
                                key -> key.columns().stream().sorted().toList().equals(names));
    }

    private static Finding blocking(String code, Table table, Column column, String message, String fix) {
        return Finding.blocking(code, subject(table, column), message, fix);
    }

    private static String subject(Table table, Column column) {
        return "target table \"" + table.name() + "\", column \"" + column.name() + "\"";
    }
}
