package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.KeyText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the copy of one table stands, as the target's ledger says; what every strategy shares. Used by one thread. */
final class ChunkLog {
    private final CopyRun run;
    private final TableRoute route;
    private List<Object> lastKey = List.of();
    private long chunk;
    private ChunkEvent event = new ChunkEvent();

    private ChunkLog(CopyRun run, TableRoute route) {
        this.run = run;
        this.route = route;
        event.begin();
    }

    static ChunkLog read(CopyRun run, TableRoute route, Connection target) throws SQLException {
        ChunkLog log = new ChunkLog(run, route);
        Optional<LedgerEntry> last = run.ledger().last(target, route.name());
        if (last.isPresent()) {
            log.lastKey = route.keyOf(last.get().lastKey());
            log.chunk = last.get().chunk();
        }
        target.rollback();
        CopyFaultPoints.LEDGER_READ.reached();
        return log;
    }

    /** The key behind which to go on; none before the first chunk. */
    List<Object> lastKey() {
        return lastKey;
    }

    /** Commits the rows that were sent in this transaction together with their ledger row. */
    void commit(Connection target, List<Object> key, ChunkDigest digest) throws SQLException {
        CopyFaultPoints.CHUNK_ROWS_SENT.reached();
        run.ledger().add(target, route.name(), new LedgerEntry(chunk + 1, KeyText.of(key), digest));
        CopyFaultPoints.CHUNK_BEFORE_COMMIT.reached();
        long begun = System.nanoTime();
        target.commit();
        Duration latency = Duration.ofNanos(System.nanoTime() - begun);
        CopyFaultPoints.CHUNK_AFTER_COMMIT.reached();
        chunk++;
        lastKey = List.copyOf(key);
        recorded(digest.rows(), latency);
        run.observer().written(route.name(), digest.rows());
        run.observer().committed(latency);
    }

    private void recorded(long rows, Duration latency) {
        if (event.shouldCommit()) {
            event.table = route.name();
            event.target = run.target().name();
            event.number = chunk;
            event.rows = rows;
            event.commit = latency.toNanos();
            event.commit();
        }
        event = new ChunkEvent();
        event.begin();
    }
}
