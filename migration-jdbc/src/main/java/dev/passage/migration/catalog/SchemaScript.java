package dev.passage.migration.catalog;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The statements that create tables on a target from their definition on the source: columns, keys, indexes on plain columns
 * and foreign keys; on the same engine also defaults and generated columns.
 *
 * @param creations what is created, in this order
 * @param findings what cannot be created, or not in full
 * @since 0.1.0
 */
public record SchemaScript(List<Creation> creations, List<Finding> findings) {

    /**
     * One thing that is created.
     *
     * @param table the table it is or belongs to
     * @param sql the statement
     * @since 0.1.0
     */
    public record Creation(String table, String sql) {}

    /** Copies the lists. */
    public SchemaScript {
        creations = List.copyOf(creations);
        findings = List.copyOf(findings);
    }

    /**
     * Writes the statements.
     *
     * @param source where the tables are
     * @param tables those to create
     * @param target where they are to be created
     * @return the statements
     */
    public static SchemaScript of(Catalog source, List<Table> tables, Catalog target) {
        Writing writing = new Writing(source, target);
        List<Table> ordered = TableOrder.of(tables).tables();
        ordered.forEach(writing::createTable);
        ordered.forEach(writing::createIndexes);
        ordered.forEach(writing::addForeignKeys);
        return new SchemaScript(writing.creations, writing.findings);
    }

    private static final class Writing {
        private static final Pattern H2_NAME = Pattern.compile("(?i)constraint_(index_)?[0-9a-f]+");

        private final Engine source;
        private final Catalog target;
        private final Dialect dialect;
        private final boolean sameEngine;
        private final List<Creation> creations = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        private Writing(Catalog source, Catalog target) {
            this.source = source.engine();
            this.target = target;
            this.dialect = target.dialect();
            this.sameEngine = source.engine() == target.engine();
        }

        private void createTable(Table table) {
            List<String> parts = new ArrayList<>();
            table.columns().forEach(column -> definition(table, column).ifPresent(parts::add));
            table.primaryKey().ifPresent(key -> parts.add("PRIMARY KEY " + list(key.columns())));
            table.uniqueKeys().forEach(key -> parts.add("UNIQUE " + list(key.columns())));
            add(
                    table,
                    "CREATE TABLE " + target.qualified(table.name()) + " (" + String.join(", ", parts) + ")"
                            + dialect.tableOptions());
        }

        private Optional<String> definition(Table table, Column column) {
            // H2's catalogue does not spell out its own types, such as the values of an ENUM
            boolean spelledOut = target.engine() != Engine.H2 || column.type().kind() != ValueKind.NATIVE;
            Optional<String> type = sameEngine && spelledOut
                    ? Optional.of(column.type().definition())
                    : TypeMapping.map(column.type(), target.engine(), isIndexed(table, column));
            if (type.isEmpty()) {
                findings.add(Finding.blocking(
                        "column.unmappable",
                        subject(table, column),
                        "Its type " + column.type() + " has no counterpart on " + target.engine()
                                + " that holds every value.",
                        "Create the table on the target by hand, with "
                                + target.dialect().largeText() + " for this column: the text that " + source
                                + " makes of a value goes there."));
                return Optional.empty();
            }
            if (column.isGenerated() && !sameEngine) {
                findings.add(Finding.blocking(
                        "column.generated",
                        subject(table, column),
                        "The expression of a generated column cannot be carried to another engine.",
                        "Create the table on the target by hand."));
                return Optional.empty();
            }
            StringBuilder text = new StringBuilder(dialect.quoted(column.name()))
                    .append(' ')
                    .append(type.get())
                    .append(generation(column))
                    .append(preset(table, column));
            if (target.engine().isMySqlFamily() && column.nullable()) {
                text.append(" NULL");
            }
            if (!column.nullable() && !column.isGenerated()) {
                text.append(" NOT NULL");
            }
            return Optional.of(text.toString());
        }

        private String generation(Column column) {
            if (column.isGenerated()) {
                String expression = column.generation().orElseThrow();
                return " GENERATED ALWAYS AS (" + expression + ")" + (target.engine() == Engine.H2 ? "" : " STORED");
            }
            if (column.identity() == Identity.NONE) {
                return "";
            }
            return target.engine().isMySqlFamily()
                    ? " AUTO_INCREMENT"
                    : " GENERATED " + (column.identity() == Identity.ALWAYS ? "ALWAYS" : "BY DEFAULT") + " AS IDENTITY";
        }

        private String preset(Table table, Column column) {
            Optional<String> preset = column.defaultExpression();
            if (preset.isEmpty() || column.identity() != Identity.NONE) {
                return "";
            }
            boolean sequence = preset.get().toUpperCase(Locale.ROOT).matches("(?s).*(NEXTVAL|NEXT VALUE FOR).*");
            if (sameEngine && !sequence) {
                return " DEFAULT " + preset.get();
            }
            findings.add(Finding.warning(
                    "column.default",
                    subject(table, column),
                    "Its default is not carried to the target.",
                    "Set it there by hand if new rows rely on it."));
            return "";
        }

        private static boolean isIndexed(Table table, Column column) {
            String name = column.name();
            return table.primaryKey().stream().anyMatch(key -> key.columns().contains(name))
                    || table.uniqueKeys().stream().anyMatch(key -> key.columns().contains(name))
                    || table.indexes().stream().anyMatch(key -> key.columns().contains(name))
                    || table.foreignKeys().stream()
                            .anyMatch(key -> key.columns().contains(name));
        }

        private void createIndexes(Table table) {
            for (TableKey index : table.indexes()) {
                if (!isNamedByH2(index.name())) {
                    add(
                            table,
                            "CREATE INDEX " + dialect.quoted(index.name()) + " ON " + target.qualified(table.name())
                                    + " " + list(index.columns()));
                }
            }
        }

        private void addForeignKeys(Table table) {
            for (ForeignKey key : table.foreignKeys()) {
                String name = isNamedByH2(key.name()) ? "" : "CONSTRAINT " + dialect.quoted(key.name()) + " ";
                add(
                        table,
                        "ALTER TABLE " + target.qualified(table.name()) + " ADD " + name + "FOREIGN KEY "
                                + list(key.columns()) + " REFERENCES " + target.qualified(key.parent()) + " "
                                + list(key.parentColumns()) + " ON DELETE " + key.onDelete() + " ON UPDATE "
                                + key.onUpdate());
            }
        }

        /** H2 numbers constraints without a name through the schema, and makes their indexes by itself. */
        private boolean isNamedByH2(String name) {
            return source == Engine.H2 && H2_NAME.matcher(name).matches();
        }

        private String list(List<String> columns) {
            return columns.stream().map(dialect::quoted).collect(Collectors.joining(", ", "(", ")"));
        }

        private void add(Table table, String sql) {
            creations.add(new Creation(table.name(), sql));
        }

        private static String subject(Table table, Column column) {
            return "source table \"" + table.name() + "\", column \"" + column.name() + "\"";
        }
    }
}
