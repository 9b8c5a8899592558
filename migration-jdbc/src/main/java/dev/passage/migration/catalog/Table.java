package dev.passage.migration.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table of a schema.
 *
 * @param name its name, as the catalogue spells it
 * @param columns its columns in their order
 * @param primaryKey its primary key, empty when it has none
 * @param uniqueKeys its other unique keys
 * @param indexes its indexes that are not unique and consist of plain columns
 * @param foreignKeys its foreign keys into the same schema
 * @since 0.1.0
 */
public record Table(
        String name,
        List<Column> columns,
        Optional<TableKey> primaryKey,
        List<TableKey> uniqueKeys,
        List<TableKey> indexes,
        List<ForeignKey> foreignKeys) {

    /** Checks the parts and copies the lists. */
    public Table {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        Objects.requireNonNull(primaryKey, "primaryKey");
        uniqueKeys = List.copyOf(uniqueKeys);
        indexes = List.copyOf(indexes);
        foreignKeys = List.copyOf(foreignKeys);
    }

    /**
     * Returns the column of exactly this name.
     *
     * @param column the name
     * @return the column, empty when there is none
     */
    public Optional<Column> column(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    /**
     * Returns the column of exactly this name, which a key of the table names.
     *
     * @param column the name
     * @return the column
     * @throws IllegalArgumentException if there is none
     */
    public Column requiredColumn(String column) {
        return column(column)
                .orElseThrow(
                        () -> new IllegalArgumentException("Table " + name + " has no column \"" + column + "\"."));
    }

    /**
     * Returns the columns that tell each row from every other: those of the primary key, else of the shortest unique key whose
     * columns cannot be NULL.
     *
     * @return the columns, empty when rows cannot be told apart
     */
    public List<Column> keyColumns() {
        Stream<TableKey> candidates = primaryKey.isPresent()
                ? primaryKey.stream()
                : uniqueKeys.stream()
                        .filter(key -> key.columns().stream()
                                .allMatch(name -> column(name)
                                        .filter(each -> !each.nullable())
                                        .isPresent()))
                        .sorted(Comparator.<TableKey>comparingInt(
                                        key -> key.columns().size())
                                .thenComparing(TableKey::name));
        return candidates
                .findFirst()
                .map(key -> key.columns().stream().map(this::requiredColumn).toList())
                .orElse(List.of());
    }
}
