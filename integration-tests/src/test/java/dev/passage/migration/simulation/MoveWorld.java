package dev.passage.migration.simulation;

import dev.passage.migration.testkit.simulation.SimulatedDatabase;
import dev.passage.migration.testkit.simulation.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The databases of one history, what its writers were told, and what must hold at any moment and at the end. */
final class MoveWorld {
    static final int SOURCE = 0;
    static final int TARGET = 1;
    static final String GATE = "gate";
    static final String FENCE = "fence";
    static final String TABLE = "table";
    static final String CAPTURE = "capture";
    static final String ROW = "row/";
    static final String LOG = "log/";
    static final String LEDGER = "ledger/";
    static final String LEASE = "lease";
    static final String JOURNAL = "journal/";
    static final String CANCEL = "cancel";
    static final String COMPLETED = "COMPLETED";
    static final String ROLLED_BACK = "ROLLED_BACK";
    static final long HOLD = 160;
    static final long LEASE_TIME = 120;

    private static final String ABSENT = "absent";

    final Simulation simulation;
    final boolean live;
    final boolean back;
    final SimulatedDatabase control;
    private final Optional<Mistake> mistake;
    private final List<SimulatedDatabase> sides;
    private final Map<String, Set<String>> allowed = new TreeMap<>();
    private final Map<SimulatedDatabase, Long> epochs = new HashMap<>();

    /** Who may write on a side. */
    record Gate(State state, long epoch, String closeId, long until) {
        enum State {
            OPEN,
            CLOSED,
            MOVED
        }

        static Gate open(long epoch) {
            return new Gate(State.OPEN, epoch, "", 0);
        }

        boolean is(State other) {
            return state == other;
        }
    }

    /** Who holds the migration. */
    record Lease(long token, long until) {}

    /** How far the copy has come under a closing. */
    record Checkpoint(String hold, String lastKey) {}

    MoveWorld(Simulation simulation, Optional<Mistake> mistake, int keys) {
        this.simulation = simulation;
        this.mistake = mistake;
        this.live = simulation.chance(2) == 0;
        this.back = simulation.chance(2) == 0;
        this.control = simulation.database("control");
        this.sides = List.of(simulation.database("source"), simulation.database("target"));
        side(SOURCE).put(GATE, Gate.open(1));
        control.put(LEASE, new Lease(0, 0));
        for (SimulatedDatabase side : sides) {
            side.put(FENCE, 0L);
            side.put(TABLE, "");
        }
        for (int key = 0; key < keys; key++) {
            String initial = key % 3 == 2 ? ABSENT : "initial " + key;
            allowed.put(ROW + key, new TreeSet<>(Set.of(initial)));
            if (!initial.equals(ABSENT)) {
                side(SOURCE).put(ROW + key, initial);
            }
        }
        sides.forEach(side -> side.afterEachCommit(this::checkAuthority));
    }

    boolean makes(Mistake other) {
        return mistake.isPresent() && mistake.get() == other;
    }

    SimulatedDatabase side(int number) {
        return sides.get(number);
    }

    @Nullable
    Gate gate(int number) {
        return (Gate) side(number).committedAt(GATE);
    }

    boolean hasMovedFrom(int number) {
        Gate gate = gate(number);
        return gate != null && gate.is(Gate.State.MOVED);
    }

    long now() {
        return simulation.now();
    }

    /** The writer was told that its change is stored. */
    void acknowledged(String key, @Nullable String value) {
        allowed.put(key, new TreeSet<>(Set.of(value == null ? ABSENT : value)));
    }

    /** The writer was told nothing: the change may be stored or not. */
    void uncertain(String key, @Nullable String value) {
        values(key).add(value == null ? ABSENT : value);
    }

    private Set<String> values(String key) {
        return allowed.computeIfAbsent(key, unknown -> new TreeSet<>(Set.of(ABSENT)));
    }

    private void checkAuthority() {
        int open = 0;
        for (int number = SOURCE; number <= TARGET; number++) {
            Gate gate = gate(number);
            if (gate == null) {
                continue;
            }
            open += gate.is(Gate.State.OPEN) ? 1 : 0;
            Long before = epochs.put(side(number), gate.epoch());
            if (before != null && before > gate.epoch()) {
                throw new AssertionError("The epoch of the " + side(number) + " went back.");
            }
        }
        if (open > 1) {
            throw new AssertionError("Both sides accept writes.");
        }
    }

    boolean hasEnded() {
        String last = lastRecord();
        return last.equals(ROLLED_BACK) || (last.equals(COMPLETED) && !back);
    }

    void checkEnd() {
        String last = lastRecord();
        int owner = last.equals(COMPLETED) ? TARGET : SOURCE;
        if (!last.equals(COMPLETED) && !last.equals(ROLLED_BACK)) {
            throw new AssertionError("The migration ended with " + last + ".");
        }
        Gate gate = gate(owner);
        if (gate == null || !gate.is(Gate.State.OPEN)) {
            throw new AssertionError("After " + last + " the " + side(owner) + " has the gate " + gate + ".");
        }
        Map<String, Object> rows = side(owner).committed(ROW);
        rows.keySet().forEach(this::values);
        allowed.forEach((key, values) -> {
            String value = String.valueOf(rows.getOrDefault(key, ABSENT));
            if (!values.contains(value)) {
                throw new AssertionError(
                        "After " + last + " " + key + " is '" + value + "', but writers were told " + values + ".");
            }
        });
        checkResidue(owner);
    }

    private void checkResidue(int owner) {
        for (SimulatedDatabase side : sides) {
            for (String prefix : List.of(LEDGER, LOG, CAPTURE)) {
                if (!side.committed(prefix).isEmpty()) {
                    throw new AssertionError("The " + side + " still has " + side.committed(prefix) + ".");
                }
            }
        }
        if (owner == SOURCE && !side(TARGET).committed(ROW).isEmpty()) {
            throw new AssertionError("The target still has rows after the way back.");
        }
    }

    private String lastRecord() {
        return control.committed(JOURNAL).values().stream().map(String::valueOf).reduce("", (before, after) -> after);
    }
}
