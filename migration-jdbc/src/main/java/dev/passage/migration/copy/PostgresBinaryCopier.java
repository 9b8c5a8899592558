package dev.passage.migration.copy;

import dev.passage.migration.catalog.Catalog;
import dev.passage.migration.dialect.PostgresCopy;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.DigestSum;
import dev.passage.migration.value.ExactSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Copies between two PostgreSQL databases whose columns have the same types, by passing the tuples of one binary {@code COPY} on
 * without decoding them; only the key is read, where a chunk ends. Digests are of the tuples' own bytes.
 *
 * @since 0.1.0
 */
public final class PostgresBinaryCopier implements Copier {

    /** Creates the strategy, which has no settings. */
    public PostgresBinaryCopier() {}

    @Override
    public String name() {
        return "binary COPY";
    }

    @Override
    public boolean copy(CopyRun run, TableRoute route, RowFilter filter) {
        try (Connection connection = run.target().connections().open()) {
            return new TableCopy(run, route, filter, connection).run();
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Copying table \"" + route.name() + "\" from "
                            + run.source().name() + " to " + run.target().name(),
                    failure,
                    run.source(),
                    run.target());
        }
    }

    @Override
    public List<ChunkDigest> readBack(CopyRun run, TableRoute route, RowFilter onTarget, List<LedgerEntry> entries) {
        List<ChunkDigest> chunks = new ArrayList<>();
        try (TupleStream stream =
                TupleStream.open(run.target(), route.reversed(), onTarget, List.of(), run.observer())) {
            TupleReader tuples = stream.tuples();
            boolean more = true;
            for (int i = 0; more; i++) {
                long rows = i < entries.size() ? entries.get(i).digest().rows() : Long.MAX_VALUE;
                DigestSum sum = new DigestSum();
                while (sum.rows() < rows && (more = tuples.next())) {
                    sum.add(tuples.bytes(), tuples.start(), tuples.length());
                }
                if (sum.rows() > 0) {
                    chunks.add(sum.digest());
                    run.observer().written(route.name(), sum.rows());
                }
            }
            return chunks;
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Reading table \"" + route.name() + "\" back", failure, run.source(), run.target());
        }
    }

    private static final class TableCopy {
        private final CopyRun run;
        private final TableRoute route;
        private final RowFilter filter;
        private final Connection connection;
        private final String sql;

        private TableCopy(CopyRun run, TableRoute route, RowFilter filter, Connection connection) {
            this.run = run;
            this.route = route;
            this.filter = filter;
            this.connection = connection;
            Catalog target = run.target().catalog();
            this.sql = "COPY " + target.qualified(route.name())
                    + route.columns().stream()
                            .map(column ->
                                    target.dialect().quoted(column.target().name()))
                            .collect(Collectors.joining(", ", " (", ")"))
                    + " FROM STDIN (FORMAT binary)";
        }

        private boolean run() throws SQLException {
            ExactSession exact =
                    ExactSession.on(connection, run.target().catalog().engine());
            try {
                ChunkLog log = ChunkLog.read(run, route, connection);
                CopyProgress progress = CopyProgress.MORE;
                while (progress == CopyProgress.MORE) {
                    progress = copySnapshotOrName(exact, log);
                }
                return progress == CopyProgress.DONE;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }

        private CopyProgress copySnapshotOrName(ExactSession exact, ChunkLog log) throws SQLException {
            try {
                return copySnapshot(exact, log);
            } catch (SQLException failure) {
                throw RefusedRow.named(failure, run, route, filter, log.lastKey(), connection);
            }
        }

        private CopyProgress copySnapshot(ExactSession exact, ChunkLog log) throws SQLException {
            Instant until = run.clock().instant().plus(run.chunk().snapshot());
            try (TupleStream stream = TupleStream.open(run.source(), route, filter, log.lastKey(), run.observer())) {
                while (!run.observer().stopRequested()) {
                    if (!copyChunk(exact, stream.tuples(), log)) {
                        stream.checkComplete(route);
                        return CopyProgress.DONE;
                    }
                    if (!run.clock().instant().isBefore(until)) {
                        return CopyProgress.MORE;
                    }
                }
                return CopyProgress.STOPPED;
            }
        }

        /** Returns whether there may be more rows. */
        private boolean copyChunk(ExactSession exact, TupleReader tuples, ChunkLog log) throws SQLException {
            if (!tuples.next()) {
                return false;
            }
            exact.beginTransaction();
            run.guard().check(connection);
            DigestSum sum = new DigestSum();
            boolean more = true;
            try (PostgresCopy.Input input = PostgresCopy.write(connection, sql)) {
                CopyBuffer buffer = new CopyBuffer(input);
                buffer.append(TupleReader.HEADER, 0, TupleReader.HEADER.length);
                long bytes = 0;
                do {
                    sum.add(tuples.bytes(), tuples.start(), tuples.length());
                    buffer.append(tuples.bytes(), tuples.start(), tuples.length());
                    bytes += tuples.length();
                } while (sum.rows() < run.chunk().rows() && bytes < run.chunk().bytes() && (more = tuples.next()));
                buffer.append(TupleReader.END, 0, TupleReader.END.length);
                buffer.flush();
                StreamCounts.checkStored(route, sum.rows(), input.end());
            }
            log.commit(connection, BinaryKey.of(tuples, route), sum.digest());
            return more;
        }
    }
}
