package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;
import java.util.List;

/**
 * Copies from any supported database to PostgreSQL: typed values are encoded as the text of a {@code COPY}.
 *
 * @since 0.1.0
 */
public final class PostgresTextCopier implements Copier {

    /** Creates the strategy, which has no settings. */
    public PostgresTextCopier() {}

    @Override
    public String name() {
        return "text COPY";
    }

    @Override
    public boolean copy(CopyRun run, TableRoute route, RowFilter filter) {
        return RowCopy.run(
                run,
                route,
                filter,
                (connection, table) -> new CopyTextSink(connection, run.target().catalog(), table));
    }

    @Override
    public List<ChunkDigest> readBack(CopyRun run, TableRoute route, RowFilter onTarget, List<LedgerEntry> entries) {
        return RowCopy.readBack(run, route, onTarget, entries);
    }
}
