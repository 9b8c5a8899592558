package dev.passage.migration.copy;

import java.util.List;

/**
 * A part of a table's rows: those whose keys follow each other, from where the ledger says that it begins to a last key (D3). The
 * ranges of a table leave no row out and share none.
 *
 * @param number its number among those of its table, from 1; 0 for the whole table
 * @param upTo the greatest key that may be in it; none where it goes to the end
 * @since 0.1.0
 */
public record KeyRange(int number, List<Object> upTo) {

    /** All rows of a table. */
    public static final KeyRange WHOLE = new KeyRange(0, List.of());

    /** Copies the list. */
    public KeyRange {
        upTo = List.copyOf(upTo);
    }

    /**
     * Copies the rows of this range that are not yet copied; blocks until done or stopped. Ranges of one table may be copied by
     * several threads at the same time, each by one.
     *
     * @param copier the strategy
     * @param run the move
     * @param route the table
     * @param filter which rows of the source, of all ranges
     * @return whether all rows of the range are there; false when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public boolean copy(Copier copier, CopyRun run, TableRoute route, RowFilter filter) {
        RowFilter bounded = upTo.isEmpty()
                ? filter
                : filter.and(KeyComparison.upTo(run.source().catalog().dialect(), route, upTo));
        return copier.copy(run.within(this), route, bounded);
    }
}
