package dev.passage.migration.verify;

import dev.passage.migration.copy.ColumnRoute;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.RowFilter;
import dev.passage.migration.copy.RowLookup;
import dev.passage.migration.copy.RowStream;
import dev.passage.migration.copy.Side;
import dev.passage.migration.copy.TableRoute;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.RowDigester;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of one table on both sides (D7): each side is read once in the order of its key and digested in chunks; when
 * the digests differ, the rows of the chunks that do are looked up by key on the other side.
 *
 * <p>The two engines may sort text differently, so the sums over the whole table decide, and the chunks only tell where to
 * look. Immutable and safe for use by several threads; holds a few rows and one digest per chunk in memory.
 *
 * @since 0.1.0
 */
public final class TableVerifier {
    private final Side source;
    private final Side target;
    private final int chunkRows;
    private final int mostDifferences;
    private final CopyObserver observer;

    /**
     * Creates a verifier.
     *
     * @param source the side that is right
     * @param target the side that is compared with it
     * @param chunkRows rows per digest, 1 or more
     * @param mostDifferences after how many differences to stop looking, 1 or more
     * @param observer is told of statements
     */
    public TableVerifier(Side source, Side target, int chunkRows, int mostDifferences, CopyObserver observer) {
        if (chunkRows < 1 || mostDifferences < 1) {
            throw new IllegalArgumentException(
                    "A verifier needs 1 row per chunk and 1 difference or more, but was given " + chunkRows + " and "
                            + mostDifferences + ".");
        }
        this.source = source;
        this.target = target;
        this.chunkRows = chunkRows;
        this.mostDifferences = mostDifferences;
        this.observer = observer;
    }

    /**
     * Compares all rows that two filters mean.
     *
     * @param route the table
     * @param onSource which rows of the source
     * @param onTarget which rows of the target
     * @return what was found
     * @throws dev.passage.migration.failure.StepFailedException when a side cannot be read
     */
    public TableComparison compare(TableRoute route, RowFilter onSource, RowFilter onTarget) {
        try {
            List<ChunkDigest> there = digests(source, route, onSource);
            VerifyFaultPoints.SOURCE_READ.reached();
            List<ChunkDigest> here = digests(target, route.reversed(), onTarget);
            VerifyFaultPoints.TABLE_READ.reached();
            ChunkDigest wanted = sum(there);
            ChunkDigest found = sum(here);
            List<String> differences = new ArrayList<>();
            if (!wanted.equals(found)) {
                lookUpAll(source, route, onSource, target, there, here, differences, true);
                lookUpAll(target, route.reversed(), onTarget, source, here, there, differences, false);
                if (differences.isEmpty()) {
                    differences.add("table \"" + route.name() + "\": the digests differ, but no row does any more");
                }
            }
            return new TableComparison(route.name(), wanted.rows(), found.rows(), there.size(), differences);
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Verifying table \"" + route.name() + "\"", failure, source, target);
        }
    }

    /**
     * Checks that each row of the source is on the target; the target may hold more.
     *
     * @param route the table
     * @param onSource which rows of the source
     * @return what was found, with the number of rows that were found as that of the target
     * @throws dev.passage.migration.failure.StepFailedException when a side cannot be read
     */
    public TableComparison contains(TableRoute route, RowFilter onSource) {
        try {
            List<String> differences = new ArrayList<>();
            long rows = lookUpAll(source, route, onSource, target, List.of(), List.of(), differences, true);
            return new TableComparison(route.name(), rows, rows - differences.size(), 0, differences);
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Verifying table \"" + route.name() + "\"", failure, source, target);
        }
    }

    private List<ChunkDigest> digests(Side side, TableRoute route, RowFilter filter) throws SQLException {
        List<ChunkDigest> chunks = new ArrayList<>();
        RowDigester digester = new RowDigester();
        ChunkDigest chunk = ChunkDigest.NONE;
        try (RowStream rows = RowStream.open(side, route, route.columns(), filter, List.of(), observer)) {
            while (rows.next()) {
                chunk = chunk.plus(digest(digester, route, rows.values()));
                if (chunk.rows() == chunkRows) {
                    chunks.add(chunk);
                    chunk = ChunkDigest.NONE;
                    observer.written(route.name(), chunkRows);
                }
            }
        }
        if (chunk.rows() > 0) {
            chunks.add(chunk);
            observer.written(route.name(), chunk.rows());
        }
        return chunks;
    }

    private static ChunkDigest sum(List<ChunkDigest> chunks) {
        return chunks.stream().reduce(ChunkDigest.NONE, ChunkDigest::plus);
    }

    private static ChunkDigest digest(RowDigester digester, TableRoute route, @Nullable Object[] values) {
        digester.begin();
        for (int i = 0; i < values.length; i++) {
            digester.add(route.columns().get(i).kind(), values[i]);
        }
        return digester.digest();
    }

    /** Looks each row of the differing chunks up on the other side; returns how many rows there are. */
    private long lookUpAll(
            Side side,
            TableRoute route,
            RowFilter filter,
            Side other,
            List<ChunkDigest> own,
            List<ChunkDigest> others,
            List<String> differences,
            boolean comparing)
            throws SQLException {
        RowDigester digester = new RowDigester();
        long count = 0;
        try (RowStream rows = RowStream.open(side, route, route.columns(), filter, List.of(), observer);
                RowLookup lookup = RowLookup.on(other, route.reversed())) {
            while (rows.next() && differences.size() < mostDifferences) {
                int chunk = (int) (count++ / chunkRows);
                if (chunk < own.size()
                        && chunk < others.size()
                        && own.get(chunk).equals(others.get(chunk))) {
                    continue;
                }
                @Nullable Object[] values = rows.values();
                Optional<@Nullable Object[]> found = lookup.find(key(route, values));
                if (found.isEmpty()) {
                    differences.add(
                            where(route, values) + " is " + (comparing ? "missing on " : "not on ") + other.name());
                } else if (comparing && !digest(digester, route, values).equals(digest(digester, route, found.get()))) {
                    differences.add(
                            where(route, values) + " differs in " + columns(digester, route, values, found.get()));
                }
            }
        }
        return count;
    }

    private static List<Object> key(TableRoute route, @Nullable Object[] values) {
        List<Object> key = new ArrayList<>();
        for (ColumnRoute column : route.key()) {
            Object value = values[route.columns().indexOf(column)];
            if (value != null) {
                key.add(value);
            }
        }
        return key;
    }

    private static String where(TableRoute route, @Nullable Object[] values) {
        List<String> parts = new ArrayList<>();
        List<Object> key = key(route, values);
        for (int i = 0; i < key.size(); i++) {
            parts.add(route.key().get(i).source().name() + " = " + key.get(i));
        }
        return "table \"" + route.name() + "\": row with " + String.join(", ", parts);
    }

    private static String columns(
            RowDigester digester, TableRoute route, @Nullable Object[] one, @Nullable Object[] other) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < one.length; i++) {
            ColumnRoute column = route.columns().get(i);
            digester.begin();
            digester.add(column.kind(), one[i]);
            ChunkDigest first = digester.digest();
            digester.begin();
            digester.add(column.kind(), other[i]);
            if (!first.equals(digester.digest())) {
                names.add("\"" + column.source().name() + "\"");
            }
        }
        return String.join(", ", names);
    }
}
