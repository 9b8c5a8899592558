package dev.passage.migration.copy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown for a row that the other side cannot hold; names it by its key and its column, and holds no value else (H4). */
final class UnfitValueException extends SQLException {
    private static final long serialVersionUID = 1L;
    private static final String NOT_REPRESENTABLE = "22023";

    /** A value that has no form on the other side. */
    UnfitValueException(String row, String column) {
        super(where(row, Optional.of(column)), NOT_REPRESENTABLE);
    }

    /** A row that the target refused. */
    UnfitValueException(String row, Optional<String> column, SQLException refusal) {
        super(where(row, column), refusal.getSQLState(), refusal.getErrorCode());
        setStackTrace(refusal.getStackTrace());
    }

    private static String where(String row, Optional<String> column) {
        return "the row with " + row
                + column.map(name -> ", column \"" + name + "\"").orElse("");
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
