package dev.passage.migration.catchup;

import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.copy.Side;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts what would be brought to the other side and how conflicts there would end, and writes nothing (R3). Every row of both sides is
 * read; what is written meanwhile may be counted or not.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class WayBackPreview {

    private final Side owner;
    private final Side other;
    private final Function<FollowedTable, Map<ChunkDigest, Instant>> noted;
    private final Function<FollowedTable, Optional<Referee>> referees;

    /**
     * Creates a preview.
     *
     * @param owner the side that owns the tenant
     * @param other the side that would become like it
     * @param noted when the owner has noted the last change of a row, by the digests of its key
     * @param referees says what would happen to rows that were written behind the gate of the other side; a new one for each table, and
     *     empty where nobody looks for them
     */
    public WayBackPreview(
            Side owner,
            Side other,
            Function<FollowedTable, Map<ChunkDigest, Instant>> noted,
            Function<FollowedTable, Optional<Referee>> referees) {
        this.owner = Objects.requireNonNull(owner, "owner");
        this.other = Objects.requireNonNull(other, "other");
        this.noted = Objects.requireNonNull(noted, "noted");
        this.referees = Objects.requireNonNull(referees, "referees");
    }

    /**
     * What would happen to the rows of one table of the other side.
     *
     * @param table the table
     * @param put rows that would be added or changed
     * @param deleted rows that would be deleted
     * @param kept rows that were written behind the gate and would stay
     * @param overwritten rows that were written behind the gate and would become what they are at the owner; among those that are put or
     *     deleted
     * @param undecided rows of which a person would have to say what happens
     * @since 0.1.0
     */
    public record Expected(String table, long put, long deleted, long kept, long overwritten, long undecided) {

        /**
         * Tells whether nothing would happen.
         *
         * @return whether both sides hold the same
         */
        public boolean isNothing() {
            return put + deleted + kept + undecided == 0;
        }
    }

    /**
     * Looks at one table; blocks until all of its rows are compared.
     *
     * @param table the table, from the owner to the other side
     * @param number its place among the tables that are followed
     * @return what would happen
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public Expected of(FollowedTable table, int number) {
        try {
            Counting counting = new Counting(table, number, noted.apply(table), referees.apply(table));
            counting.count(true);
            counting.count(false);
            return counting.expected();
        } catch (SQLException failure) {
            throw DatabaseFailures.of("Comparing table \"" + table.name() + "\"", failure);
        }
    }

    private final class Counting {
        private final FollowedTable table;
        private final int number;
        private final Map<ChunkDigest, Instant> changed;
        private final Optional<Referee> referee;
        private long put;
        private long deleted;

        Counting(FollowedTable table, int number, Map<ChunkDigest, Instant> changed, Optional<Referee> referee) {
            this.table = table;
            this.number = number;
            this.changed = changed;
            this.referee = referee;
        }

        Expected expected() {
            long[] judged = referee.map(Referee::judged).orElse(new long[3]);
            return new Expected(table.name(), put, deleted, judged[0], judged[1], judged[2]);
        }

        /** First the rows that the owner has, then those that only the other side has. */
        void count(boolean fromOwner) throws SQLException {
            try (Connection memory = other.connections().open()) {
                RowPairs.read(table, owner, other, fromOwner, CopyObserver.NONE, (rows, found) -> {
                    Map<ChunkDigest, KeyedRow> some = new LinkedHashMap<>();
                    rows.forEach(row -> some.put(row.name(), row));
                    judge(memory, some, found, fromOwner);
                    return true;
                });
            }
        }

        private void judge(
                Connection memory, Map<ChunkDigest, KeyedRow> here, Map<ChunkDigest, KeyedRow> there, boolean fromOwner)
                throws SQLException {
            Map<ChunkDigest, KeyedRow> wanted = fromOwner ? here : there;
            Map<ChunkDigest, KeyedRow> present = fromOwner ? there : here;
            Set<ChunkDigest> names = new HashSet<>(here.keySet());
            if (!fromOwner) {
                names.removeAll(there.keySet());
            }
            names.removeIf(name -> isSame(wanted.get(name), present.get(name)));
            Set<ChunkDigest> left = new HashSet<>(names);
            if (referee.isPresent()) {
                left.removeAll(judge(memory, referee.get(), names, present, wanted));
            }
            if (fromOwner) {
                put += left.size();
            } else {
                deleted += left.size();
            }
        }

        /** Those that would not be written: they stay, or a person has to say so first. */
        private Set<ChunkDigest> judge(
                Connection memory,
                Referee judge,
                Set<ChunkDigest> names,
                Map<ChunkDigest, KeyedRow> present,
                Map<ChunkDigest, KeyedRow> wanted)
                throws SQLException {
            Set<ChunkDigest> staying = new HashSet<>();
            for (ChunkDigest name : names) {
                long open = judge.judged()[2];
                staying.addAll(judge.judge(memory, number, table, Set.of(name), present, wanted, changed));
                if (judge.judged()[2] > open) {
                    staying.add(name);
                }
            }
            return staying;
        }

        private static boolean isSame(@Nullable KeyedRow one, @Nullable KeyedRow two) {
            return one == null ? two == null : two != null && one.sameAs(two);
        }
    }
}
