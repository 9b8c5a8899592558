package dev.passage.migration.copy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown for a value that the other engine cannot hold; names its row by key and its column, and holds no value else (H4). */
final class UnfitValueException extends SQLException {
    private static final long serialVersionUID = 1L;
    private static final String NOT_REPRESENTABLE = "22023";

    UnfitValueException(TableRoute route, @Nullable Object[] values, int column) {
        super(
                "Column \"" + route.columns().get(column).source().name() + "\" of the row with " + key(route, values),
                NOT_REPRESENTABLE);
    }

    /** Names a row by its key. */
    static String key(TableRoute route, @Nullable Object[] values) {
        List<String> parts = new ArrayList<>();
        for (ColumnRoute key : route.key()) {
            parts.add(key.source().name() + " = " + values[route.columns().indexOf(key)]);
        }
        return String.join(", ", parts);
    }
}
