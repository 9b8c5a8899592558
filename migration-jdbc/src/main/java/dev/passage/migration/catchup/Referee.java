package dev.passage.migration.catchup;

import dev.passage.migration.catchup.LastBrought.Known;
import dev.passage.migration.catchup.LastBrought.State;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says of rows of the side that is followed up whether they were written behind its gate, and whether they stay (R3). Nothing is
 * written as long as there is one of which a person has to say so.
 *
 * <p>Used by one thread.
 *
 * @since 0.1.0
 */
public final class Referee {
    private static final int MOST_DESCRIBED = 20;
    /** Of how many it knows what they hold; the others come up again when these are decided. */
    private static final int MOST_OPEN = 10_000;

    private final LastBrought memory;
    private final Function<String, ConflictStrategy> strategies;
    private final ChangeTimes times;
    private final Rulings rulings;
    private final Map<Rulings.Row, OpenConflict> open = new LinkedHashMap<>();
    private final Set<Rulings.Row> undecided = new HashSet<>();
    private final Set<String> kept = new LinkedHashSet<>();
    private final Set<String> overwritten = new LinkedHashSet<>();

    /**
     * Creates a referee.
     *
     * @param memory what the rows were when they were last brought
     * @param strategies what happens with a row that is something else by now, by the name of its table
     * @param times finds out which of two changes came later
     * @param rulings what a person has said of rows of which nothing else says what happens
     */
    public Referee(
            LastBrought memory, Function<String, ConflictStrategy> strategies, ChangeTimes times, Rulings rulings) {
        this.memory = memory;
        this.strategies = strategies;
        this.times = times;
        this.rulings = rulings;
    }

    /**
     * Tells whether a person has to say of a row whose value stays.
     *
     * @return whether there is such a row; {@link ParkedConflicts#park} lets a person see it
     */
    public boolean isUndecided() {
        return !undecided.isEmpty();
    }

    /** The rows of which a person has to say so, up to a number. */
    Collection<OpenConflict> open() {
        return List.copyOf(open.values());
    }

    /**
     * Returns the rows that were written behind the gate and stay as they are.
     *
     * @return table and key of each, up to a number
     */
    public List<String> kept() {
        return shortened(kept);
    }

    /**
     * Returns the rows that were written behind the gate and have become what they are at the owner.
     *
     * @return table and key of each, up to a number
     */
    public List<String> overwritten() {
        return shortened(overwritten);
    }

    /** How many rows were judged to stay, to be overwritten, and to be decided on by a person, so far. */
    long[] judged() {
        return new long[] {kept.size(), overwritten.size(), undecided.size()};
    }

    private static List<String> shortened(Collection<String> rows) {
        List<String> some = new ArrayList<>(rows.stream().limit(MOST_DESCRIBED).toList());
        if (rows.size() > MOST_DESCRIBED) {
            some.add((rows.size() - MOST_DESCRIBED) + " more rows");
        }
        return some;
    }

    /**
     * Judges rows that are about to become what they are at the owner.
     *
     * @param number the number of the table
     * @param table the table
     * @param names the digests of their keys
     * @param present what they are
     * @param wanted what they are at the owner
     * @param noted when the owner has noted their last change; nothing of rows that it has not changed since they were last judged
     * @return which of them stay as they are
     */
    Set<ChunkDigest> judge(
            Connection connection,
            int number,
            FollowedTable table,
            Collection<ChunkDigest> names,
            Map<ChunkDigest, KeyedRow> present,
            Map<ChunkDigest, KeyedRow> wanted,
            Map<ChunkDigest, Instant> noted)
            throws SQLException {
        Set<ChunkDigest> staying = new HashSet<>();
        Map<ChunkDigest, Known> known = memory.read(connection, number, names);
        for (ChunkDigest name : names) {
            KeyedRow there = present.get(name);
            KeyedRow target = wanted.get(name);
            Known was = known.getOrDefault(name, Known.NO_ROW);
            boolean changed = !was.is(there);
            if (isSame(there, target) || (!changed && !was.isDecided())) {
                continue;
            }
            OpenConflict conflict = new OpenConflict(table, new Rulings.Row(number, name), there, target);
            ConflictWinner winner = ConflictWinner.SOURCE;
            if (changed || noted.containsKey(name)) {
                boolean targetChanged = was.isDecided() || !was.is(target);
                ConflictStrategy strategy = strategies.apply(table.name());
                winner = strategy.winner(true, targetChanged);
                if (winner == ConflictWinner.PERSON) {
                    winner = otherwise(connection, conflict, strategy, noted.get(name));
                }
            }
            settle(winner, conflict, staying);
        }
        return staying;
    }

    /** What a person has said of this row, else which change came later, else what a person has said of all others. */
    private ConflictWinner otherwise(
            Connection connection, OpenConflict row, ConflictStrategy strategy, @Nullable Instant noted)
            throws SQLException {
        ConflictWinner winner = rulings.of(row.row(), row.there(), row.wanted());
        if (winner == ConflictWinner.PERSON && strategy == ConflictStrategy.NEWEST_WINS) {
            winner = later(connection, row, noted);
        }
        return winner == ConflictWinner.PERSON ? rulings.rest() : winner;
    }

    private ConflictWinner later(Connection connection, OpenConflict row, @Nullable Instant noted) throws SQLException {
        Instant base = memory.stampOf(
                connection, row.row().table(), row.table(), row.row().name());
        return times.later(connection, new ChangeTimes.Changed(row.table(), row.there(), row.wanted(), noted, base));
    }

    private void settle(ConflictWinner winner, OpenConflict row, Set<ChunkDigest> staying) {
        switch (winner) {
            case SOURCE -> {
                kept.add(row.described());
                staying.add(row.row().name());
            }
            case TARGET -> overwritten.add(row.described());
            case PERSON -> {
                undecided.add(row.row());
                if (open.size() < MOST_OPEN) {
                    open.put(row.row(), row);
                }
            }
        }
    }

    private static boolean isSame(@Nullable KeyedRow there, @Nullable KeyedRow target) {
        return there == null ? target == null : target != null && there.sameAs(target);
    }

    /** Remembers what rows are after they were judged and written, in the same transaction. */
    void remember(
            Connection connection,
            int number,
            FollowedTable table,
            Collection<ChunkDigest> names,
            Map<ChunkDigest, KeyedRow> now,
            Set<ChunkDigest> staying)
            throws SQLException {
        Map<ChunkDigest, Known> rows = new HashMap<>();
        Map<ChunkDigest, Optional<KeyedRow>> brought = new HashMap<>();
        for (ChunkDigest name : names) {
            KeyedRow row = now.get(name);
            rows.put(
                    name,
                    new Known(
                            staying.contains(name) ? State.KEPT : State.BROUGHT,
                            row == null ? ChunkDigest.NONE : row.content()));
            if (!staying.contains(name)) {
                brought.put(name, Optional.ofNullable(row));
            }
        }
        memory.remember(connection, number, rows);
        memory.rememberStamps(connection, number, table, brought);
    }

    /** Which of the rows were decided to stay as they are, and are still that. */
    Set<ChunkDigest> decided(
            Connection connection, int number, Collection<ChunkDigest> names, Map<ChunkDigest, KeyedRow> present)
            throws SQLException {
        Set<ChunkDigest> decided = new HashSet<>();
        memory.read(connection, number, names).forEach((name, was) -> {
            if (was.isDecided() && was.is(present.get(name))) {
                decided.add(name);
            }
        });
        return decided;
    }
}
