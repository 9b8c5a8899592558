package dev.passage.migration.copy;

import dev.passage.migration.catalog.PostponedKey;
import dev.passage.migration.dialect.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row as it is stored before its postponed foreign keys are filled in: NULL, or the row's own key where it must not be. */
final class UnlinkedRow {
    private static final int NOTHING = -1;

    private final int[] replacements;
    private final boolean[] replaced;
    private final boolean changes;

    UnlinkedRow(TableRoute route) {
        int columns = route.columns().size();
        this.replacements = new int[columns];
        this.replaced = new boolean[columns];
        this.changes = !route.postponed().isEmpty();
        for (PostponedKey postponed : route.postponed()) {
            for (String column : postponed.columns()) {
                int position = position(route, column);
                replaced[position] = true;
                replacements[position] = NOTHING;
                if (postponed.refersToItself()) {
                    int place = postponed.key().columns().indexOf(column);
                    replacements[position] =
                            position(route, postponed.key().parentColumns().get(place));
                }
            }
        }
    }

    private static int position(TableRoute route, String column) {
        for (int i = 0; i < route.columns().size(); i++) {
            if (route.columns().get(i).source().name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Table " + route.name() + " copies no column \"" + column + "\".");
    }

    /** Returns a new array with what is stored. */
    @Nullable
    Object[] of(@Nullable Object[] values) {
        @Nullable Object[] row = values.clone();
        for (int i = 0; changes && i < row.length; i++) {
            if (replaced[i]) {
                row[i] = replacements[i] == NOTHING ? null : values[replacements[i]];
            }
        }
        return row;
    }

    /** What unlinks stored rows in an UPDATE. */
    static String assignments(Dialect dialect, List<PostponedKey> postponed) {
        List<String> changes = new ArrayList<>();
        for (PostponedKey key : postponed) {
            for (String column : key.columns()) {
                int place = key.key().columns().indexOf(column);
                changes.add(dialect.quoted(column) + " = "
                        + (key.refersToItself()
                                ? dialect.quoted(key.key().parentColumns().get(place))
                                : "NULL"));
            }
        }
        return String.join(", ", changes);
    }
}
