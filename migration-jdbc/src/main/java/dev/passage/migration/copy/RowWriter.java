package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.dialect.Dialect;
import dev.passage.migration.dialect.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Inserts rows in batches. PostgreSQL gets statements of many rows, because its driver sends a batch row by row. */
final class RowWriter implements RowSink {
    private static final int BATCH_ROWS = 500;
    private static final int MOST_PARAMETERS = 16_000;
    private static final long MOST_BYTES = 4L << 20;

    private final Connection connection;
    private final TableRoute route;
    private final String head;
    private final String row;
    private final int rowsPerStatement;
    private final boolean manyRows;
    private final UnlinkedRow unlinked;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private long waitingBytes;
    private @Nullable PreparedStatement full;

    RowWriter(Connection connection, Catalog target, TableRoute route) {
        this.connection = connection;
        this.route = route;
        this.unlinked = new UnlinkedRow(route);
        Dialect dialect = target.dialect();
        this.manyRows = dialect.engine() == Engine.POSTGRESQL;
        this.rowsPerStatement = Math.max(
                1, Math.min(BATCH_ROWS, MOST_PARAMETERS / route.columns().size()));
        this.head = "INSERT INTO " + target.qualified(route.name())
                + route.columns().stream()
                        .map(column -> dialect.quoted(column.target().name()))
                        .collect(Collectors.joining(", ", " (", ")"))
                + (route.overridesIdentity() ? " OVERRIDING SYSTEM VALUE" : "")
                + " VALUES ";
        this.row = route.columns().stream()
                .map(column -> column.to().placeholder())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public void begin() {}

    @Override
    public void write(@Nullable Object[] values) throws SQLException {
        waiting.add(unlinked.of(values));
        waitingBytes += sizeOf(values);
        if (waiting.size() == rowsPerStatement || waitingBytes > MOST_BYTES) {
            flush();
        }
    }

    /** Long values alone count; the others are small. */
    private static long sizeOf(@Nullable Object[] values) {
        long size = 0;
        for (Object value : values) {
            if (value instanceof String text) {
                size += 2L * text.length();
            } else if (value instanceof byte[] bytes) {
                size += bytes.length;
            }
        }
        return size;
    }

    @Override
    public void end() throws SQLException {
        flush();
    }

    void flush() throws SQLException {
        if (waiting.isEmpty()) {
            return;
        }
        if (manyRows && waiting.size() < rowsPerStatement) {
            try (PreparedStatement rest = connection.prepareStatement(sql(waiting.size()))) {
                send(rest);
            }
        } else {
            PreparedStatement statement = full;
            if (statement == null) {
                statement = connection.prepareStatement(sql(manyRows ? rowsPerStatement : 1));
                full = statement;
            }
            send(statement);
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private String sql(int rows) {
        return head + String.join(", ", Collections.nCopies(rows, row));
    }

    private void send(PreparedStatement statement) throws SQLException {
        int index = 1;
        for (@Nullable Object[] values : waiting) {
            for (int i = 0; i < values.length; i++) {
                route.columns().get(i).to().bind(statement, index++, values[i]);
            }
            if (!manyRows) {
                statement.addBatch();
                index = 1;
            }
        }
        if (manyRows) {
            statement.executeUpdate();
        } else {
            statement.executeBatch();
        }
    }

    @Override
    public void close() throws SQLException {
        if (full != null) {
            full.close();
        }
    }
}
