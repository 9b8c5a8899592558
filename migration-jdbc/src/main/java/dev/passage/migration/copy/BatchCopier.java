package dev.passage.migration.copy;

import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.KeyText;
import dev.passage.migration.value.RowDigester;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies between any two supported databases by portable batches.
 *
 * @since 0.1.0
 */
public final class BatchCopier implements Copier {

    /** Creates the strategy, which has no settings. */
    public BatchCopier() {}

    @Override
    public String name() {
        return "batches of rows";
    }

    @Override
    public boolean copy(CopyRun run, TableRoute route, RowFilter filter) {
        try (Connection connection = run.target().connections().open()) {
            return new TableCopy(run, route, filter, connection).run();
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Copying table \"" + route.name() + "\" from "
                            + run.source().name() + " to " + run.target().name(),
                    failure);
        }
    }

    private static final class TableCopy {
        private final CopyRun run;
        private final TableRoute route;
        private final RowFilter filter;
        private final Connection connection;
        private final List<Integer> keyPositions;
        private final RowDigester digester = new RowDigester();
        private List<Object> lastKey = List.of();
        private long chunk;

        private TableCopy(CopyRun run, TableRoute route, RowFilter filter, Connection connection) {
            this.run = run;
            this.route = route;
            this.filter = filter;
            this.connection = connection;
            this.keyPositions = route.keyPositions();
        }

        private boolean run() throws SQLException {
            ExactSession exact =
                    ExactSession.on(connection, run.target().catalog().engine());
            SessionLimit session = exact.beginSession();
            try (RowWriter writer = new RowWriter(connection, run.target().catalog(), route)) {
                resume();
                Progress progress = Progress.MORE;
                while (progress == Progress.MORE) {
                    progress = copySnapshot(exact, writer);
                }
                return progress == Progress.DONE;
            } finally {
                connection.rollback();
                session.close();
                connection.setAutoCommit(true);
            }
        }

        private void resume() throws SQLException {
            List<LedgerEntry> entries = run.ledger().read(connection, route.name());
            if (!entries.isEmpty()) {
                LedgerEntry last = entries.get(entries.size() - 1);
                List<ValueKind> kinds =
                        route.key().stream().map(ColumnRoute::kind).toList();
                lastKey = KeyText.parse(last.lastKey(), kinds);
                chunk = last.chunk();
            }
            connection.rollback();
            CopyFaultPoints.LEDGER_READ.reached();
        }

        private Progress copySnapshot(ExactSession exact, RowWriter writer) throws SQLException {
            Instant until = run.clock().instant().plus(run.chunk().snapshot());
            try (RowStream rows =
                    RowStream.open(run.source(), route, route.columns(), filter, lastKey, run.observer())) {
                while (true) {
                    if (run.observer().stopRequested()) {
                        return Progress.STOPPED;
                    }
                    if (!copyChunk(exact, rows, writer)) {
                        return Progress.DONE;
                    }
                    if (!run.clock().instant().isBefore(until)) {
                        return Progress.MORE;
                    }
                }
            }
        }

        /** Returns whether there may be more rows. */
        private boolean copyChunk(ExactSession exact, RowStream rows, RowWriter writer) throws SQLException {
            ChunkDigest digest = ChunkDigest.NONE;
            long bytes = 0;
            boolean more = true;
            while (digest.rows() < run.chunk().rows() && bytes < run.chunk().bytes()) {
                more = rows.next();
                if (!more) {
                    break;
                }
                if (digest.rows() == 0) {
                    exact.beginTransaction();
                    run.guard().check(connection);
                }
                @Nullable Object[] values = rows.values();
                writer.write(values);
                digest = digest.plus(digest(values));
                bytes += digester.bytes();
                lastKey = route.keyOf(keyPositions, values);
            }
            if (digest.rows() > 0) {
                commit(writer, digest);
            }
            return more;
        }

        private ChunkDigest digest(@Nullable Object[] values) {
            digester.begin();
            for (int i = 0; i < values.length; i++) {
                digester.add(route.columns().get(i).kind(), values[i]);
            }
            return digester.digest();
        }

        private void commit(RowWriter writer, ChunkDigest digest) throws SQLException {
            writer.flush();
            CopyFaultPoints.CHUNK_ROWS_SENT.reached();
            chunk++;
            run.ledger().add(connection, route.name(), new LedgerEntry(chunk, KeyText.of(lastKey), digest));
            CopyFaultPoints.CHUNK_BEFORE_COMMIT.reached();
            connection.commit();
            CopyFaultPoints.CHUNK_AFTER_COMMIT.reached();
            run.observer().written(route.name(), digest.rows());
        }

        private enum Progress {
            DONE,
            MORE,
            STOPPED
        }
    }
}
