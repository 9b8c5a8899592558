package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.dialect.PostgresCopy;
import dev.passage.migration.value.CopyText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stores rows in PostgreSQL as the text of one {@code COPY} for each chunk. */
final class CopyTextSink implements RowSink {
    private static final int FULL = 64 << 10;

    private final Connection connection;
    private final TableRoute route;
    private final UnlinkedRow unlinked;
    private final String sql;
    private final CopyText text = new CopyText();
    private PostgresCopy.@Nullable Input input;
    private long rows;

    CopyTextSink(Connection connection, Catalog target, TableRoute route) {
        this.connection = connection;
        this.route = route;
        this.unlinked = new UnlinkedRow(route);
        this.sql = "COPY " + target.qualified(route.name())
                + route.columns().stream()
                        .map(column -> target.dialect().quoted(column.target().name()))
                        .collect(Collectors.joining(", ", " (", ")"))
                + " FROM STDIN (ENCODING 'UTF8')";
    }

    @Override
    public void begin() throws SQLException {
        input = PostgresCopy.write(connection, sql);
        rows = 0;
        text.clear();
    }

    @Override
    public void write(@Nullable Object[] values) throws SQLException {
        @Nullable Object[] row = unlinked.of(values);
        for (int i = 0; i < row.length; i++) {
            try {
                text.add(row[i], i == row.length - 1);
            } catch (IllegalArgumentException unfit) {
                throw new UnfitValueException(
                        UnfitValueException.key(route, values),
                        route.columns().get(i).source().name());
            }
        }
        rows++;
        if (text.length() >= FULL) {
            send();
        }
    }

    private void send() throws SQLException {
        Objects.requireNonNull(input, "input").write(text.bytes(), 0, text.length());
        text.clear();
    }

    @Override
    public void end() throws SQLException {
        send();
        PostgresCopy.Input open = Objects.requireNonNull(input, "input");
        input = null;
        StreamCounts.checkStored(route, rows, open.end());
    }

    @Override
    public void close() throws SQLException {
        PostgresCopy.Input open = input;
        if (open != null) {
            input = null;
            open.close();
        }
    }
}
