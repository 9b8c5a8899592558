package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;
import java.util.List;

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
        return RowCopy.run(
                run,
                route,
                filter,
                (connection, table) -> new RowWriter(connection, run.target().catalog(), table));
    }

    @Override
    public List<ChunkDigest> readBack(CopyRun run, TableRoute route, RowFilter onTarget, List<LedgerEntry> entries) {
        return RowCopy.readBack(run, route, onTarget, entries);
    }
}
