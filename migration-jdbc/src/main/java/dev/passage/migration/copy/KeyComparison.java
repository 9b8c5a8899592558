package dev.passage.migration.copy;

import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Compares keys of several columns in the order of the index: as row values where the engine finds an index for them. */
final class KeyComparison {

    private KeyComparison() {}

    static String after(Dialect dialect, TableRoute route) {
        List<ColumnRoute> key = route.key();
        if (usesRowValues(dialect.engine())) {
            return references(dialect, key) + " > " + placeholders(key);
        }
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            List<String> terms = new ArrayList<>();
            for (int j = 0; j <= i; j++) {
                terms.add(RowStream.reference(dialect, key.get(j))
                        + (j < i ? " = " : " > ")
                        + key.get(j).from().placeholder());
            }
            cases.add("(" + String.join(" AND ", terms) + ")");
        }
        ColumnRoute first = key.get(0);
        return RowStream.reference(dialect, first) + " >= " + first.from().placeholder() + " AND ("
                + String.join(" OR ", cases) + ")";
    }

    /** The rows whose key is not behind the given one. */
    static RowFilter upTo(Dialect dialect, TableRoute route, List<Object> last) {
        List<ColumnRoute> key = route.key();
        List<RowFilter.Parameter> parameters = new ArrayList<>();
        if (usesRowValues(dialect.engine())) {
            for (int i = 0; i < key.size(); i++) {
                parameters.add(new RowFilter.Parameter(key.get(i).from(), last.get(i)));
            }
            return new RowFilter(references(dialect, key) + " <= " + placeholders(key), parameters);
        }
        ColumnRoute first = key.get(0);
        parameters.add(new RowFilter.Parameter(first.from(), last.get(0)));
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            List<String> terms = new ArrayList<>();
            for (int j = 0; j <= i; j++) {
                String comparison = j < i ? " = " : i < key.size() - 1 ? " < " : " <= ";
                terms.add(RowStream.reference(dialect, key.get(j))
                        + comparison
                        + key.get(j).from().placeholder());
                parameters.add(new RowFilter.Parameter(key.get(j).from(), last.get(j)));
            }
            cases.add("(" + String.join(" AND ", terms) + ")");
        }
        return new RowFilter(
                RowStream.reference(dialect, first) + " <= " + first.from().placeholder() + " AND ("
                        + String.join(" OR ", cases) + ")",
                parameters);
    }

    private static String references(Dialect dialect, List<ColumnRoute> key) {
        return key.stream()
                .map(column -> RowStream.reference(dialect, column))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String placeholders(List<ColumnRoute> key) {
        return key.stream().map(column -> column.from().placeholder()).collect(Collectors.joining(", ", "(", ")"));
    }

    /** A condition over the columns of the target side, without an alias. */
    static String equal(Dialect dialect, TableRoute route) {
        return route.key().stream()
                .map(column -> dialect.quoted(column.target().name()) + " = "
                        + column.to().placeholder())
                .collect(Collectors.joining(" AND "));
    }

    static void bindAfter(Engine engine, TableRoute route, List<Object> after, PreparedStatement statement, int first)
            throws SQLException {
        List<ColumnRoute> key = route.key();
        boolean rowValues = usesRowValues(engine);
        int index = first;
        if (!rowValues) {
            key.get(0).from().bind(statement, index++, after.get(0));
        }
        for (int i = rowValues ? key.size() - 1 : 0; i < key.size(); i++) {
            for (int j = 0; j <= i; j++) {
                key.get(j).from().bind(statement, index++, after.get(j));
            }
        }
    }

    private static boolean usesRowValues(Engine engine) {
        return engine == Engine.POSTGRESQL;
    }
}
