package dev.passage.migration.verify;

import dev.passage.migration.copy.Copier;
import dev.passage.migration.copy.CopyRun;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.LedgerEntry;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.dialect.Engine;
import dev.passage.migration.plan.ValidationLevel;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * Proves that a copied table is on the target as it was on the source, while nobody writes (D7). The digests that the copy took in
 * flight stand for the source, which is not read a second time unless asked for:
 *
 * <ul>
 *   <li>{@link ValidationLevel#BASIC}: both databases count as many rows as the chunks of the ledger hold;
 *   <li>{@link ValidationLevel#FULL}: and the target is read back, and each chunk has the digest that the ledger has;
 *   <li>{@link ValidationLevel#STRICT}: and both sides are digested anew, between PostgreSQL databases with the same types by the
 *       databases themselves, else row by row.
 * </ul>
 *
 * <p>What differs is narrowed to rows and columns. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class LedgerVerifier {
    private final CopyRun run;
    private final ValidationLevel level;
    private final TableVerifier rows;

    /**
     * Creates a verifier.
     *
     * @param run the copy whose ledger is compared
     * @param level how much is compared
     * @param rows finds the rows that differ
     */
    public LedgerVerifier(CopyRun run, ValidationLevel level, TableVerifier rows) {
        this.run = Objects.requireNonNull(run, "run");
        this.level = Objects.requireNonNull(level, "level");
        this.rows = Objects.requireNonNull(rows, "rows");
    }

    /**
     * Compares one table.
     *
     * @param route the table
     * @param copier what copied it
     * @param onSource which rows of the source
     * @param onTarget which rows of the target
     * @return what was found
     * @throws dev.passage.migration.failure.StepFailedException when a side cannot be read
     */
    public TableComparison verify(TableRoute route, Copier copier, RowFilter onSource, RowFilter onTarget) {
        try {
            List<LedgerEntry> entries = entries(route);
            ChunkDigest copied = entries.stream().map(LedgerEntry::digest).reduce(ChunkDigest.NONE, ChunkDigest::plus);
            long there = RowNumbers.count(run.source(), route.name(), onSource);
            VerifyFaultPoints.SOURCE_READ.reached();
            long here;
            boolean same = there == copied.rows();
            if (level == ValidationLevel.BASIC) {
                here = RowNumbers.count(run.target(), route.name(), onTarget);
                same &= here == copied.rows();
            } else {
                FreshStatistics.gather(run.target(), route);
                ChunkDigest found = copier.readBack(run, route, onTarget, entries).stream()
                        .reduce(ChunkDigest.NONE, ChunkDigest::plus);
                here = found.rows();
                same &= copied.equals(found);
            }
            VerifyFaultPoints.TABLE_READ.reached();
            if (same && level != ValidationLevel.STRICT) {
                return new TableComparison(route.name(), there, here, entries.size(), List.of());
            }
            if (same && inDatabases(route)) {
                same = RowNumbers.digest(run.source(), route, onSource)
                        .equals(RowNumbers.digest(run.target(), route.reversed(), onTarget));
                if (same) {
                    return new TableComparison(route.name(), there, here, entries.size(), List.of());
                }
            }
            return narrowed(rows.compare(route, onSource, onTarget), same, copied.rows());
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Verifying table \"" + route.name() + "\"", failure, run.source(), run.target());
        }
    }

    private List<LedgerEntry> entries(TableRoute route) throws SQLException {
        try (Connection connection = run.target().connections().open()) {
            return run.ledger().read(connection, route.name());
        }
    }

    private boolean inDatabases(TableRoute route) {
        return run.source().catalog().engine() == Engine.POSTGRESQL
                && run.target().catalog().engine() == Engine.POSTGRESQL
                && route.hasSameBytes();
    }

    /** A doubt stays one even when no row differs now. */
    private static TableComparison narrowed(TableComparison found, boolean expectedSame, long copied) {
        if (expectedSame || !found.isEqual()) {
            return found;
        }
        return new TableComparison(
                found.table(),
                found.sourceRows(),
                found.targetRows(),
                found.chunks(),
                List.of("table \"" + found.table() + "\": " + copied
                        + " rows were copied, and their digests or number differ"
                        + " from what is there, though each row of the source is like its counterpart now"));
    }
}
