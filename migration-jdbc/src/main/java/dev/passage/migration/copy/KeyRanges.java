package dev.passage.migration.copy;

import dev.passage.migration.sql.Transaction;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.KeyText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a table into ranges of its keys that can be copied at the same time (D3). Where they begin is found from keys taken at random,
 * so that each range has about as many rows whatever the keys are, and is committed to the ledger before the first row is copied: a
 * copy that goes on after a crash has the same ranges.
 *
 * @since 0.1.0
 */
public final class KeyRanges {
    private static final long SAMPLE = 4_000;

    private KeyRanges() {}

    /**
     * Returns the ranges of a table: those of the ledger where it knows them, else new ones. New ones cost one pass over the keys of
     * the rows; blocks for so long.
     *
     * @param run the move
     * @param route the table
     * @param filter which rows of the source
     * @param wanted how many ranges, 1 or more; a table with fewer rows gets fewer
     * @param rows about how many rows there are
     * @return the ranges in the order of their keys; the whole table when 1 is wanted
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     * @throws dev.passage.migration.failure.LeaseLostException when another instance took over
     */
    public static List<KeyRange> of(CopyRun run, TableRoute route, RowFilter filter, int wanted, long rows) {
        if (wanted < 2) {
            return List.of(KeyRange.WHOLE);
        }
        try {
            List<String> known = known(run, route);
            return ranges(
                    route, known.isEmpty() ? begin(run, route, beginnings(run, route, filter, wanted, rows)) : known);
        } catch (SQLException failure) {
            throw DatabaseFailures.of(
                    "Dividing table \"" + route.name() + "\" into ranges", failure, run.source(), run.target());
        }
    }

    private static List<String> known(CopyRun run, TableRoute route) throws SQLException {
        return Transaction.run(
                run.target().connections()::open,
                target -> run.ledger().beginnings(target, route.name()).stream()
                        .map(LedgerEntry::lastKey)
                        .toList());
    }

    /** The keys behind which the ranges begin, the first behind none. */
    private static List<String> beginnings(CopyRun run, TableRoute route, RowFilter filter, int wanted, long rows)
            throws SQLException {
        List<String> sample = new ArrayList<>();
        try (RowStream keys = RowStream.open(
                run.source(), route, route.key(), sampled(run.source(), filter, rows), List.of(), run.observer())) {
            while (keys.next()) {
                sample.add(KeyText.of(List.of(keys.values())));
            }
        }
        List<String> beginnings = new ArrayList<>();
        beginnings.add("");
        for (int i = 1; i < wanted; i++) {
            int last = (int) ((long) sample.size() * i / wanted) - 1;
            if (last >= 0 && !sample.get(last).equals(beginnings.get(beginnings.size() - 1))) {
                beginnings.add(sample.get(last));
            }
        }
        return beginnings;
    }

    /** The filter is met by one row out of so many; chance alone picks them, so that no order of the keys or the rows can mislead. */
    private static RowFilter sampled(Side source, RowFilter filter, long rows) {
        long oneOutOf = rows / SAMPLE;
        return oneOutOf < 2
                ? filter
                : filter.and(new RowFilter(source.catalog().dialect().random() + " * " + oneOutOf + " < 1", List.of()));
    }

    private static List<String> begin(CopyRun run, TableRoute route, List<String> beginnings) throws SQLException {
        Transaction.run(run.target().connections()::open, target -> {
            run.guard().check(target);
            for (int i = 0; i < beginnings.size(); i++) {
                run.ledger()
                        .of(new KeyRange(i + 1, List.of()))
                        .add(target, route.name(), new LedgerEntry(0, beginnings.get(i), ChunkDigest.NONE));
            }
            CopyFaultPoints.RANGES_BEFORE_COMMIT.reached();
            return beginnings.size();
        });
        CopyFaultPoints.RANGES_AFTER_COMMIT.reached();
        return beginnings;
    }

    private static List<KeyRange> ranges(TableRoute route, List<String> beginnings) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int number = 1; number <= beginnings.size(); number++) {
            ranges.add(new KeyRange(number, route.keyOf(number < beginnings.size() ? beginnings.get(number) : "")));
        }
        return ranges;
    }
}
