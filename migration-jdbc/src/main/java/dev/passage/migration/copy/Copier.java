package dev.passage.migration.copy;

import dev.passage.migration.value.ChunkDigest;
import java.util.List;

/**
 * Brings the rows of one table to the other side (D3). Each strategy keeps the same promise: a chunk's rows and its ledger row
 * commit together after the guard has been checked, so after a crash {@link #copy} goes on behind the last committed chunk,
 * with no row lost or doubled.
 *
 * <p>Must be safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface Copier {

    /**
     * Returns what the strategy is called in a plan.
     *
     * @return a few words
     */
    String name();

    /**
     * Copies what is not yet copied; blocks until done or stopped.
     *
     * @param run the move
     * @param route the table
     * @param filter which rows of the source
     * @return whether all rows are there; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    boolean copy(CopyRun run, TableRoute route, RowFilter filter);

    /**
     * Reads the target back and digests it in the same form as {@link #copy} did on the way, cut at the chunks of the ledger.
     *
     * @param run the move
     * @param route the table
     * @param onTarget which rows of the target
     * @param entries the chunks as the ledger has them
     * @return the digest of each chunk that was found; one more when there are more rows than the ledger knows
     * @throws dev.passage.migration.failure.StepFailedException when the target cannot be read
     */
    List<ChunkDigest> readBack(CopyRun run, TableRoute route, RowFilter onTarget, List<LedgerEntry> entries);
}
