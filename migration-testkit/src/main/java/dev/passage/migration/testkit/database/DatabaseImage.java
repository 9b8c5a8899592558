package dev.passage.migration.testkit.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything a test can see in a database at one moment: the rows of each table of the connection's schema, and the names of
 * its tables, triggers and routines. Two images tell whether anything changed (P5), or whether anything was left behind (X12).
 * Immutable.
 *
 * @since 0.1.0
 */
public final class DatabaseImage {

    private static final int SHOWN = 20;

    private final Map<String, List<Map<String, String>>> tables;
    private final Set<String> objects;

    DatabaseImage(Map<String, List<Map<String, String>>> tables, Set<String> objects) {
        this.tables = new TreeMap<>(tables);
        this.objects = new TreeSet<>(objects);
    }

    /**
     * Reads a database within one transaction.
     *
     * @param source the database
     * @return its image
     * @throws IllegalStateException if it cannot be read
     */
    public static DatabaseImage of(DataSource source) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            DatabaseImage image = new ImageReader(connection).read();
            connection.rollback();
            return image;
        } catch (SQLException e) {
            throw new IllegalStateException("The image of a database could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the tables.
     *
     * @return their names as the database has them
     */
    public Set<String> tables() {
        return Set.copyOf(tables.keySet());
    }

    /**
     * Returns tables, triggers and routines.
     *
     * @return each as its kind and its name, for example {@code trigger audit}
     */
    public Set<String> objects() {
        return Set.copyOf(objects);
    }

    /**
     * Returns the rows of a table.
     *
     * @param table its name, in upper or lower case
     * @return each row by the names of its columns in lower case, in a fixed order; text stands in single quotes, bytes are
     *     hexadecimal
     * @throws IllegalArgumentException if there is no such table
     */
    public List<Map<String, String>> rows(String table) {
        for (Map.Entry<String, List<Map<String, String>>> entry : tables.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(table)) {
                return entry.getValue();
            }
        }
        throw new IllegalArgumentException("There is no table " + table + " among " + tables.keySet() + ".");
    }

    /**
     * Returns an image without some tables.
     *
     * @param names tells by the lower-case name which to leave out
     * @return the smaller image
     */
    public DatabaseImage withoutTables(Predicate<String> names) {
        Map<String, List<Map<String, String>>> kept = new TreeMap<>(tables);
        kept.keySet().removeIf(name -> names.test(name.toLowerCase(Locale.ROOT)));
        Set<String> others = new TreeSet<>(objects);
        others.removeIf(object -> object.startsWith("table ")
                && names.test(object.substring("table ".length()).toLowerCase(Locale.ROOT)));
        return new DatabaseImage(kept, others);
    }

    /**
     * Returns an image with some rows only.
     *
     * @param rows tells by the lower-case name of the table and the row which to keep
     * @return the smaller image
     */
    public DatabaseImage onlyRows(RowFilter rows) {
        Map<String, List<Map<String, String>>> kept = new TreeMap<>();
        tables.forEach((table, all) -> kept.put(
                table,
                all.stream()
                        .filter(row -> rows.keeps(table.toLowerCase(Locale.ROOT), row))
                        .toList()));
        return new DatabaseImage(kept, objects);
    }

    /**
     * Compares two images.
     *
     * @param later the other image
     * @return what is different, in words, the first twenty; empty when nothing is
     */
    public List<String> differencesTo(DatabaseImage later) {
        List<String> found = new ArrayList<>();
        Set<String> gone = new TreeSet<>(objects);
        gone.removeAll(later.objects);
        gone.forEach(object -> found.add(object + " is gone"));
        Set<String> added = new TreeSet<>(later.objects);
        added.removeAll(objects);
        added.forEach(object -> found.add(object + " was added"));
        tables.forEach((table, rows) -> {
            List<Map<String, String>> others = later.tables.getOrDefault(table, List.of());
            missing(rows, others).forEach(row -> found.add(table + " lost " + row));
            missing(others, rows).forEach(row -> found.add(table + " got " + row));
            if (rows.size() != others.size()) {
                found.add(table + " had " + rows.size() + " rows and has " + others.size());
            }
        });
        return found.size() > SHOWN ? List.copyOf(found.subList(0, SHOWN)) : List.copyOf(found);
    }

    private static List<Map<String, String>> missing(List<Map<String, String>> rows, List<Map<String, String>> others) {
        Set<Map<String, String>> present = new HashSet<>(others);
        return rows.stream().filter(row -> !present.contains(row)).limit(SHOWN).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DatabaseImage image && tables.equals(image.tables) && objects.equals(image.objects);
    }

    @Override
    public int hashCode() {
        return Objects.hash(tables, objects);
    }

    /** Returns how many rows each table has. */
    @Override
    public String toString() {
        Map<String, Integer> counts = new TreeMap<>();
        tables.forEach((table, rows) -> counts.put(table, rows.size()));
        return "DatabaseImage" + counts;
    }

    /**
     * Chooses rows.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    public interface RowFilter {
        /**
         * Tells whether to keep a row.
         *
         * @param table the name of its table in lower case
         * @param row its values by the names of the columns in lower case
         * @return whether it stays
         */
        boolean keeps(String table, Map<String, String> row);
    }
}
