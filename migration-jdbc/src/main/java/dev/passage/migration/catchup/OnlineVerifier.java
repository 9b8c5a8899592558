package dev.passage.migration.catchup;

import dev.passage.migration.capture.ChangeEntry;
import dev.passage.migration.copy.CopyObserver;
import dev.passage.migration.copy.DatabaseFailures;
import dev.passage.migration.copy.KeyedRow;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.KeyText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares every row of both sides while writers go on (D7). A row that differs is suspected only: it is compared again after
 * catching up, and counts as a difference when no entry of its key waits in the same snapshot of the owner. Used by one thread.
 *
 * @since 0.1.0
 */
public final class OnlineVerifier {
    private static final int MOST_SUSPECTS = 20_000;
    private static final int ROWS_BETWEEN_ROUNDS = 20_000;
    private static final int MOST_ROUNDS = 10;
    private static final int MOST_DESCRIBED = 20;

    private final ChangeApplier applier;
    private final CopyObserver observer;
    private final boolean repairs;
    private final List<String> repaired = new ArrayList<>();
    private long busy;
    private long unbrought;

    /**
     * Creates a verifier.
     *
     * @param applier brings changes, and knows both sides; every table is ready
     * @param observer who follows
     * @param repairs whether a row that differs is brought once more before it counts as a difference
     */
    public OnlineVerifier(ChangeApplier applier, CopyObserver observer, boolean repairs) {
        this.applier = applier;
        this.observer = observer;
        this.repairs = repairs;
    }

    /**
     * What a comparison found.
     *
     * @param rows number of rows of the owner
     * @param busy how many of them changed each time they were looked at; such a row is compared whenever it is brought
     * @param repaired what differed and was brought once more, in words
     * @param differences what differs, in words
     * @since 0.1.0
     */
    public record Comparison(long rows, long busy, List<String> repaired, List<String> differences) {

        /** Copies the lists. */
        public Comparison {
            repaired = List.copyOf(repaired);
            differences = List.copyOf(differences);
        }
    }

    /**
     * Compares all tables; blocks until done or stopped.
     *
     * @return what was found, empty when the observer stopped it
     * @throws dev.passage.migration.failure.StepFailedException when a database refuses
     */
    public Optional<Comparison> compare() {
        long rows = 0;
        List<String> differences = new ArrayList<>();
        for (FollowedTable table : applier.tables()) {
            try {
                Map<String, List<Object>> suspects = new LinkedHashMap<>();
                List<String> found = new ArrayList<>();
                rows += suspect(table, true, suspects, found);
                suspect(table, false, suspects, found);
                confirmAll(table, suspects, found);
                differences.addAll(found);
                if (observer.stopRequested()) {
                    return Optional.empty();
                }
            } catch (SQLException failure) {
                throw DatabaseFailures.of(
                        "Verifying table \"" + table.name() + "\"", failure, applier.owner(), applier.other());
            }
        }
        return Optional.of(new Comparison(rows, busy, repaired, differences));
    }

    /** Reads one side to its end, unless it is stopped or something differs for sure. */
    private long suspect(
            FollowedTable table, boolean fromOwner, Map<String, List<Object>> suspects, List<String> differences)
            throws SQLException {
        long[] count = new long[1];
        RowPairs.read(table, applier.owner(), applier.other(), fromOwner, observer, (rows, found) -> {
            addDiffering(rows, found, suspects);
            count[0] += rows.size();
            observer.written(table.name(), fromOwner ? rows.size() : 0);
            unbrought += rows.size();
            if (suspects.size() >= MOST_SUSPECTS) {
                confirmAll(table, suspects, differences);
            } else if (unbrought >= ROWS_BETWEEN_ROUNDS) {
                bring();
            }
            return !observer.stopRequested() && differences.isEmpty();
        });
        return count[0];
    }

    private void confirmAll(FollowedTable table, Map<String, List<Object>> suspects, List<String> differences)
            throws SQLException {
        differences.addAll(confirm(table, suspects));
        suspects.clear();
    }

    /** In between too, so that no more changes wait the longer it takes. */
    private void bring() throws SQLException {
        applier.applyAll();
        unbrought = 0;
    }

    private static void addDiffering(
            List<KeyedRow> rows, Map<ChunkDigest, KeyedRow> found, Map<String, List<Object>> suspects) {
        for (KeyedRow row : rows) {
            KeyedRow other = found.get(row.name());
            if (other == null || !other.sameAs(row)) {
                suspects.put(KeyText.of(row.key()), row.key());
            }
        }
    }

    /** Compares suspects again until each is the same or differs for sure, or has changed each time; returns what differs. */
    private List<String> confirm(FollowedTable table, Map<String, List<Object>> suspects) throws SQLException {
        List<List<Object>> left = List.copyOf(suspects.values());
        boolean repairedOnce = false;
        for (int round = 0; round < MOST_ROUNDS && !left.isEmpty(); round++) {
            if (observer.stopRequested()) {
                return List.of();
            }
            bring();
            Set<String> waiting = new HashSet<>();
            Map<String, Suspect> differing = applier.differing(table, left, waiting);
            left = differing.values().stream().map(Suspect::key).toList();
            differing.keySet().removeAll(waiting);
            if (!differing.isEmpty()) {
                if (!repairs || repairedOnce) {
                    return described(table, differing);
                }
                repaired.addAll(described(table, differing));
                applier.repair(
                        table, differing.values().stream().map(Suspect::key).toList());
                repairedOnce = true;
            }
        }
        busy += left.size();
        return List.of();
    }

    private static List<String> described(FollowedTable table, Map<String, Suspect> differing) {
        List<String> differences = new ArrayList<>();
        differing.values().stream()
                .limit(MOST_DESCRIBED)
                .map(Suspect::difference)
                .forEach(differences::add);
        if (differing.size() > MOST_DESCRIBED) {
            differences.add(
                    "table \"" + table.name() + "\": " + (differing.size() - MOST_DESCRIBED) + " more rows differ");
        }
        return differences;
    }

    static Set<String> keysOf(FollowedTable table, List<ChangeEntry> entries) {
        Set<String> keys = new HashSet<>();
        for (ChangeEntry entry : entries) {
            if (entry.table().equals(table.name())) {
                keys.add(KeyText.of(table.keyOf(entry)));
            }
        }
        return keys;
    }
}
