package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.catalog.ClassifiedTable;
import dev.passage.migration.catalog.Column;
import dev.passage.migration.catalog.Identity;
import dev.passage.migration.catalog.PostponedKey;
import dev.passage.migration.catalog.Table;
import dev.passage.migration.catalog.TableClass;
import dev.passage.migration.catalog.TenantPath;
import dev.passage.migration.catalog.TypePairing;
import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.value.KeyText;
import dev.passage.migration.value.ValueAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one table get from one database to the other: which columns, as what, in which order.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class TableRoute {
    private final ClassifiedTable table;
    private final List<ColumnRoute> columns;
    private final List<ColumnRoute> key;
    private final List<PostponedKey> postponed;

    private TableRoute(
            ClassifiedTable table, List<ColumnRoute> columns, List<ColumnRoute> key, List<PostponedKey> postponed) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        this.postponed = List.copyOf(postponed);
    }

    /**
     * Returns the route of a table between two databases that were found compatible.
     *
     * @param source where the rows are
     * @param table the table there
     * @param target where they go
     * @param postponed the foreign keys that are filled in after all rows are there
     * @return the route
     * @throws IllegalArgumentException if the tables are not compatible
     */
    public static TableRoute of(Catalog source, ClassifiedTable table, Catalog target, List<PostponedKey> postponed) {
        Table there = target.table(table.name())
                .orElseThrow(() -> new IllegalArgumentException(
                        "The target has no table \"" + table.name() + "\". Create it and plan again."));
        List<ColumnRoute> columns = new ArrayList<>();
        for (Column column : table.table().columns()) {
            if (!column.isGenerated()) {
                columns.add(route(source, column, target, there));
            }
        }
        List<ColumnRoute> key = table.table().keyColumns().stream()
                .map(column -> columns.stream()
                        .filter(each -> each.source().name().equals(column.name()))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("The key of table \"" + table.name()
                                + "\" holds the generated column \"" + column.name() + "\". Give it another key.")))
                .toList();
        return new TableRoute(table, columns, key, postponed);
    }

    private static ColumnRoute route(Catalog source, Column column, Catalog target, Table there) {
        Column other = there.requiredColumn(column.name());
        Optional<ValueKind> kind = TypePairing.of(source.engine(), column.type(), target.engine(), other.type())
                .kind();
        // the way back goes from the wider to the narrower column, but only with values that came from there or fit
        ValueKind exchanged = kind.or(
                        () -> TypePairing.of(target.engine(), other.type(), source.engine(), column.type())
                                .kind())
                .orElseThrow(() -> new IllegalArgumentException(
                        "Column \"" + column.name() + "\" of table \"" + there.name() + "\" is " + column.type()
                                + " on one side and " + other.type() + " on the other. Make them alike."));
        return new ColumnRoute(
                column,
                other,
                ValueAccess.of(source.engine(), column.type(), exchanged),
                ValueAccess.of(target.engine(), other.type(), exchanged));
    }

    /**
     * Returns the route of the same rows the other way.
     *
     * @return the way back
     */
    public TableRoute reversed() {
        return new TableRoute(
                table,
                columns.stream().map(ColumnRoute::reversed).toList(),
                key.stream().map(ColumnRoute::reversed).toList(),
                postponed);
    }

    /**
     * Returns a route on which some integers are stored greater on the target than they are on the source.
     *
     * @param amounts by how much, for each column
     * @return the route
     * @throws IllegalArgumentException if a column holds no integers
     */
    public TableRoute storingGreater(Map<String, Long> amounts) {
        List<ColumnRoute> changed =
                columns.stream().map(column -> changed(column, amounts)).toList();
        return new TableRoute(
                table, changed, keyPositions().stream().map(changed::get).toList(), postponed);
    }

    private static ColumnRoute changed(ColumnRoute column, Map<String, Long> amounts) {
        Long amount = amounts.get(column.source().name());
        return amount == null ? column : column.storingGreaterBy(amount);
    }

    /**
     * Tells whether a value is another one on the target than on the source.
     *
     * @return whether any is
     */
    public boolean changesValues() {
        return columns.stream().anyMatch(ColumnRoute::changesValues);
    }

    /**
     * Returns the name of the table, the same on both sides.
     *
     * @return the name
     */
    public String name() {
        return table.name();
    }

    /**
     * Returns what the table is to a tenant.
     *
     * @return the class
     */
    public TableClass tableClass() {
        return table.tableClass();
    }

    /**
     * Returns how its rows lead to their tenant.
     *
     * @return the path, empty for a reference table
     */
    public Optional<TenantPath> path() {
        return table.path();
    }

    /**
     * Returns the columns that are copied, in the order of the source.
     *
     * @return the columns, without generated ones
     */
    public List<ColumnRoute> columns() {
        return columns;
    }

    /**
     * Returns the columns by which rows are told apart and ordered.
     *
     * @return at least one
     */
    public List<ColumnRoute> key() {
        return key;
    }

    /**
     * Returns as what the values of the key are exchanged.
     *
     * @return a kind for each column of the key
     */
    public List<ValueKind> keyKinds() {
        return key.stream().map(ColumnRoute::kind).toList();
    }

    /**
     * Returns the foreign keys that are filled in after all rows are there.
     *
     * @return the keys
     */
    public List<PostponedKey> postponed() {
        return postponed;
    }

    /**
     * Tells whether every column is of the same type on both sides of PostgreSQL and holds the same there, and of a type whose bytes are the same in every
     * database.
     *
     * @return whether rows can be compared by their bytes
     */
    public boolean hasSameBytes() {
        return columns.stream()
                .allMatch(column -> !column.changesValues()
                        && column.source()
                                .type()
                                .definition()
                                .equals(column.target().type().definition())
                        && BinaryTypes.isPortable(column.source().type()));
    }

    List<Integer> keyPositions() {
        return key.stream().map(columns::indexOf).toList();
    }

    List<Object> keyOf(List<Integer> positions, @Nullable Object[] row) {
        List<Object> values = new ArrayList<>();
        for (int position : positions) {
            values.add(Objects.requireNonNull(row[position], "key"));
        }
        return values;
    }

    /** The key that a ledger has as text; none where it has none. */
    List<Object> keyOf(String text) {
        return text.isEmpty()
                ? List.of()
                : KeyText.parse(text, key.stream().map(ColumnRoute::kind).toList());
    }

    /** The columns that are NULL, or the row's own key, until all rows are there. */
    Set<String> postponedColumns() {
        Set<String> names = new TreeSet<>();
        postponed.forEach(each -> names.addAll(each.columns()));
        return names;
    }

    boolean overridesIdentity() {
        return columns.stream().anyMatch(column -> column.target().identity() == Identity.ALWAYS);
    }
}
