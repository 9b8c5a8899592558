package dev.passage.migration.catchup;

import dev.passage.migration.catchup.LastBrought.Known;
import dev.passage.migration.catchup.LastBrought.State;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.conflict.ConflictWinner;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.value.ChunkDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private final LastBrought memory;
    private final Function<String, ConflictStrategy> strategies;
    private final Set<String> undecided = new LinkedHashSet<>();
    private final Set<String> kept = new LinkedHashSet<>();
    private final Set<String> overwritten = new LinkedHashSet<>();

    /**
     * Creates a referee.
     *
     * @param memory what the rows were when they were last brought
     * @param strategies what happens with a row that is something else by now, by the name of its table
     */
    public Referee(LastBrought memory, Function<String, ConflictStrategy> strategies) {
        this.memory = memory;
        this.strategies = strategies;
    }

    /**
     * Returns the rows of which a person has to say whose value stays.
     *
     * @return table and key of each, up to a number, empty when all is decided
     */
    public List<String> undecided() {
        return shortened(undecided);
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
     * @param table its name
     * @param names the digests of their keys
     * @param present what they are
     * @param wanted what they are at the owner
     * @param noted whether the owner has changed them since they were last judged
     * @return which of them stay as they are
     */
    Set<ChunkDigest> judge(
            Connection connection,
            int number,
            String table,
            Collection<ChunkDigest> names,
            Map<ChunkDigest, KeyedRow> present,
            Map<ChunkDigest, KeyedRow> wanted,
            boolean noted)
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
            ConflictWinner winner = !changed && !noted
                    ? ConflictWinner.SOURCE
                    : strategies.apply(table).winner(true, was.isDecided() || !was.is(target));
            settle(winner, name, described(there, target), staying);
        }
        return staying;
    }

    private void settle(ConflictWinner winner, ChunkDigest name, String described, Set<ChunkDigest> staying) {
        switch (winner) {
            case SOURCE -> {
                kept.add(described);
                staying.add(name);
            }
            case TARGET -> overwritten.add(described);
            case PERSON -> undecided.add(described);
        }
    }

    private static boolean isSame(@Nullable KeyedRow there, @Nullable KeyedRow target) {
        return there == null ? target == null : target != null && there.sameAs(target);
    }

    private static String described(@Nullable KeyedRow there, @Nullable KeyedRow target) {
        KeyedRow named = there != null ? there : target;
        return named == null ? "a row" : named.described();
    }

    /** Remembers what rows are after they were judged and written, in the same transaction. */
    void remember(
            Connection connection,
            int number,
            Collection<ChunkDigest> names,
            Map<ChunkDigest, KeyedRow> now,
            Set<ChunkDigest> staying)
            throws SQLException {
        Map<ChunkDigest, Known> rows = new HashMap<>();
        for (ChunkDigest name : names) {
            KeyedRow row = now.get(name);
            rows.put(
                    name,
                    new Known(
                            staying.contains(name) ? State.KEPT : State.BROUGHT,
                            row == null ? ChunkDigest.NONE : row.content()));
        }
        memory.remember(connection, number, rows);
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
