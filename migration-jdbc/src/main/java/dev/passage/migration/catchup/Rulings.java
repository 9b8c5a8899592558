package dev.passage.migration.catchup;

import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.value.ChunkDigest;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person has said of rows whose value nothing else decides (R3): of single rows as the person has seen them, and of all others.
 * Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Rulings {
    /** Nobody has said anything. */
    public static final Rulings NONE = new Rulings(Map.of(), ConflictWinner.PERSON);

    private final Map<Row, Ruling> rows;
    private final ConflictWinner rest;

    Rulings(Map<Row, Ruling> rows, ConflictWinner rest) {
        this.rows = Map.copyOf(rows);
        this.rest = Objects.requireNonNull(rest, "rest");
    }

    /**
     * Returns the same rulings with one for all rows of which they say nothing.
     *
     * @param winner whose value stays
     * @return the rulings
     */
    public Rulings withRest(ConflictWinner winner) {
        return new Rulings(rows, winner);
    }

    /** A row, by the number of its table and the digest of its key. */
    record Row(int table, ChunkDigest name) {}

    /**
     * What was said of a row, as it was then.
     *
     * @param winner whose value stays; a person when nothing was said yet
     * @param there digest of what it was on the side that is followed up
     * @param wanted digest of what it was at the owner
     */
    record Ruling(ConflictWinner winner, ChunkDigest there, ChunkDigest wanted) {

        boolean isAbout(@Nullable KeyedRow nowThere, @Nullable KeyedRow nowWanted) {
            return there.equals(contentOf(nowThere)) && wanted.equals(contentOf(nowWanted));
        }
    }

    static ChunkDigest contentOf(@Nullable KeyedRow row) {
        return row == null ? ChunkDigest.NONE : row.content();
    }

    /** Whose value stays of the rows of which nothing else says so; a person when one has still to say it. */
    ConflictWinner rest() {
        return rest;
    }

    /** What was said of a row as it is now; a person when one has still to say it. */
    ConflictWinner of(Row row, @Nullable KeyedRow there, @Nullable KeyedRow wanted) {
        Ruling ruling = rows.get(row);
        return ruling != null && ruling.winner() != ConflictWinner.PERSON && ruling.isAbout(there, wanted)
                ? ruling.winner()
                : ConflictWinner.PERSON;
    }
}
