package dev.passage.migration.copy;

import dev.passage.migration.dialect.SessionLimit;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.ExactSession;
import dev.passage.migration.value.RowDigester;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies one table row by row as typed values, with digests over their canonical form. Used by one thread. */
final class RowCopy {
    private final CopyRun run;
    private final TableRoute route;
    private final RowFilter filter;
    private final Connection connection;
    private final List<Integer> keyPositions;
    private final RowDigester digester = new RowDigester();

    private RowCopy(CopyRun run, TableRoute route, RowFilter filter, Connection connection) {
        this.run = run;
        this.route = route;
        this.filter = filter;
        this.connection = connection;
        this.keyPositions = route.keyPositions();
    }

    static boolean run(CopyRun run, TableRoute route, RowFilter filter, RowSink.Factory sinks) {
        try (Connection connection = run.target().connections().open()) {
            return new RowCopy(run, route, filter, connection).run(sinks);
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Copying table \"" + route.name() + "\" from "
                            + run.source().name() + " to " + run.target().name(),
                    failure,
                    run.source(),
                    run.target());
        }
    }

    private boolean run(RowSink.Factory sinks) throws SQLException {
        ExactSession exact = ExactSession.on(connection, run.target().catalog().engine());
        SessionLimit session = exact.beginSession();
        try {
            ChunkLog log = ChunkLog.read(run, route, connection);
            CopyProgress progress = CopyProgress.MORE;
            while (progress == CopyProgress.MORE) {
                progress = copySnapshotOrName(exact, sinks, log);
            }
            return progress == CopyProgress.DONE;
        } finally {
            connection.rollback();
            session.close();
            connection.setAutoCommit(true);
        }
    }

    private CopyProgress copySnapshotOrName(ExactSession exact, RowSink.Factory sinks, ChunkLog log)
            throws SQLException {
        try {
            return copySnapshot(exact, sinks, log);
        } catch (SQLException failure) {
            throw RefusedRow.named(failure, run, route, filter, log.lastKey(), connection);
        }
    }

    private CopyProgress copySnapshot(ExactSession exact, RowSink.Factory sinks, ChunkLog log) throws SQLException {
        Instant until = run.clock().instant().plus(run.chunk().snapshot());
        try (RowStream rows =
                        RowStream.open(run.source(), route, route.columns(), filter, log.lastKey(), run.observer());
                RowSink sink = sinks.open(connection, route)) {
            while (!run.observer().stopRequested()) {
                if (!copyChunk(exact, rows, sink, log)) {
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
    private boolean copyChunk(ExactSession exact, RowStream rows, RowSink sink, ChunkLog log) throws SQLException {
        if (!rows.next()) {
            return false;
        }
        exact.beginTransaction();
        run.guard().check(connection);
        sink.begin();
        ChunkDigest digest = ChunkDigest.NONE;
        List<Object> lastKey = List.of();
        long bytes = 0;
        boolean more = true;
        while (more && digest.rows() < run.chunk().rows() && bytes < run.chunk().bytes()) {
            @Nullable Object[] values = rows.values();
            sink.write(values);
            digest = digest.plus(digest(values));
            bytes += digester.bytes();
            lastKey = route.keyOf(keyPositions, values);
            more = digest.rows() == run.chunk().rows() || bytes >= run.chunk().bytes() || rows.next();
        }
        sink.end();
        log.commit(connection, lastKey, digest);
        return more;
    }

    private ChunkDigest digest(@Nullable Object[] values) {
        return digest(digester, route, values);
    }

    private static ChunkDigest digest(RowDigester digester, TableRoute route, @Nullable Object[] values) {
        digester.begin();
        for (int i = 0; i < values.length; i++) {
            digester.add(route.columns().get(i).kind(), values[i]);
        }
        return digester.digest();
    }

    /** Reads the target in chunks of as many rows as the ledger has. */
    static List<ChunkDigest> readBack(CopyRun run, TableRoute route, RowFilter onTarget, List<LedgerEntry> entries) {
        List<ChunkDigest> chunks = new ArrayList<>();
        RowDigester digester = new RowDigester();
        TableRoute back = route.reversed();
        ChunkDigest chunk = ChunkDigest.NONE;
        try (RowStream rows = RowStream.open(run.target(), back, back.columns(), onTarget, List.of(), run.observer())) {
            while (rows.next()) {
                chunk = chunk.plus(digest(digester, back, rows.values()));
                int number = chunks.size();
                if (number < entries.size()
                        && chunk.rows() == entries.get(number).digest().rows()) {
                    chunks.add(chunk);
                    run.observer().written(route.name(), chunk.rows());
                    chunk = ChunkDigest.NONE;
                }
            }
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Reading table \"" + route.name() + "\" back", failure, run.source(), run.target());
        }
        if (chunk.rows() > 0) {
            chunks.add(chunk);
        }
        return chunks;
    }
}
