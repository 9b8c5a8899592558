package dev.passage.migration.simulation;

import dev.passage.migration.simulation.MoveWorld.Checkpoint;
import dev.passage.migration.simulation.MoveWorld.Gate;
import dev.passage.migration.simulation.MoveWorld.Gate.State;
import dev.passage.migration.testkit.simulation.LockMode;
import dev.passage.migration.testkit.simulation.SimulatedDatabase;
import dev.passage.migration.testkit.simulation.SimulatedFailure;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.SimulatedProgram;
import dev.passage.migration.testkit.simulation.SimulatedTransaction;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An instance that takes the migration over and brings it to its end, from what journal and databases tell. */
final class ModelMover implements SimulatedProgram {
    private static final int CHUNK = 2;
    private static final int BATCH = 12;
    private static final int ROUNDS = 3;
    private static final String NO_HOLD = "live";

    private final MoveWorld world;

    ModelMover(MoveWorld world) {
        this.world = world;
    }

    @Override
    public void run(SimulatedProcess process) {
        ModelJournal journal = new ModelJournal(world, process);
        journal.lease();
        new Run(process, journal).toTheEnd();
    }

    /** One life of an instance. */
    private final class Run {
        private final SimulatedProcess process;
        private final ModelJournal journal;
        private final Fenced fenced;

        Run(SimulatedProcess process, ModelJournal journal) {
            this.process = process;
            this.journal = journal;
            this.fenced = new Fenced(world, process, journal.token());
        }

        void toTheEnd() {
            while (true) {
                try {
                    fenced.raise();
                    journal.read();
                    if (journal.has(MoveWorld.ROLLED_BACK) || (journal.has(MoveWorld.COMPLETED) && !world.back)) {
                        return;
                    }
                    if (!journal.has("BACK") && !journal.has(MoveWorld.COMPLETED) && !forward()) {
                        journal.append("BACK");
                    }
                    if (journal.has(MoveWorld.COMPLETED) && world.back) {
                        journal.append("BACK");
                    }
                    if (journal.has("BACK")) {
                        backward();
                    }
                    return;
                } catch (Fenced.Overtaken stopped) {
                    return;
                } catch (SimulatedFailure brokenConnection) {
                    // looks at journal and databases again
                }
            }
        }

        /** Returns false when it was cancelled before the switch. */
        private boolean forward() {
            boolean moved = process.step(() -> world.hasMovedFrom(MoveWorld.SOURCE));
            if (world.live && !moved) {
                arm();
            }
            while (!moved) {
                if (isCancelled()) {
                    return false;
                }
                moved = world.live ? switchLive() : switchHeld();
            }
            long epoch = process.step(() -> epochOf(MoveWorld.SOURCE));
            ModelGate.open(world, process, MoveWorld.TARGET, epoch);
            if (world.live && world.makes(Mistake.REVERSE_CAPTURE_LATE)) {
                capture(MoveWorld.TARGET);
            }
            fenced.on(MoveWorld.TARGET, transaction -> deleteAll(transaction, MoveWorld.LEDGER));
            if (world.live && !world.back) {
                disarm();
            }
            journal.append(MoveWorld.COMPLETED);
            return true;
        }

        private boolean isCancelled() {
            return process.step(() -> world.control.committedAt(MoveWorld.CANCEL) != null) && !journal.has("I:switch");
        }

        private boolean switchHeld() {
            journal.append("I:hold");
            Optional<String> hold = hold(MoveWorld.SOURCE);
            journal.append("D:hold");
            if (hold.isEmpty()) {
                return process.step(() -> world.hasMovedFrom(MoveWorld.SOURCE));
            }
            if (!copied(hold.get()) || !isSame(MoveWorld.SOURCE, hold.get())) {
                return false;
            }
            journal.append("I:switch");
            return decide(MoveWorld.SOURCE, hold.get());
        }

        private boolean switchLive() {
            if (!copied(NO_HOLD)) {
                return false;
            }
            for (int round = 0; round < ROUNDS; round++) {
                apply(MoveWorld.SOURCE);
            }
            journal.append("I:hold");
            Optional<String> hold = hold(MoveWorld.SOURCE);
            journal.append("D:hold");
            if (hold.isEmpty()) {
                return process.step(() -> world.hasMovedFrom(MoveWorld.SOURCE));
            }
            if (!drained(MoveWorld.SOURCE, hold.get())) {
                return false;
            }
            journal.append("I:switch");
            return decide(MoveWorld.SOURCE, hold.get());
        }

        private boolean drained(int side, String hold) {
            if (world.makes(Mistake.NOT_DRAINED)) {
                return true;
            }
            while (apply(side)) {
                // until nothing is left; nothing new comes while the gate is closed
            }
            return isSame(side, hold);
        }

        /** Copies behind the last checkpoint; returns false when the closing is not in force any more. */
        private boolean copied(String hold) {
            String done = "D:copy " + hold;
            if (journal.has(done)) {
                return true;
            }
            journal.append("I:copy");
            if (world.makes(Mistake.OUTCOME_BEFORE_EFFECT)) {
                journal.append(done);
            }
            clearUnlessUnder(hold);
            while (true) {
                String last = process.step(this::lastKey);
                Map<String, Object> chunk = process.step(() -> rowsBehind(last));
                if (chunk.isEmpty()) {
                    break;
                }
                copy(hold, chunk);
                if (!world.live && !hold(MoveWorld.SOURCE).equals(Optional.of(hold))) {
                    return false;
                }
            }
            journal.append(done);
            return true;
        }

        private void clearUnlessUnder(String hold) {
            if (world.makes(Mistake.COPY_GOES_ON_AFTER_LAPSE)) {
                return;
            }
            boolean isOther =
                    process.step(() -> world.side(MoveWorld.TARGET).committed(MoveWorld.LEDGER).values().stream()
                            .anyMatch(each -> !((Checkpoint) each).hold().equals(hold)));
            if (isOther) {
                clear();
            }
        }

        private String lastKey() {
            return new TreeSet<>(world.side(MoveWorld.TARGET).committed(MoveWorld.LEDGER).values().stream()
                            .map(each -> ((Checkpoint) each).lastKey())
                            .toList())
                    .stream().reduce("", (before, after) -> after);
        }

        private Map<String, Object> rowsBehind(String last) {
            Map<String, Object> chunk = new LinkedHashMap<>();
            world.side(MoveWorld.SOURCE).committed(MoveWorld.ROW).forEach((key, value) -> {
                if (key.compareTo(last) > 0 && chunk.size() < CHUNK) {
                    chunk.put(key, value);
                }
            });
            return chunk;
        }

        private void copy(String hold, Map<String, Object> chunk) {
            String last = List.copyOf(chunk.keySet()).get(chunk.size() - 1);
            Checkpoint checkpoint = new Checkpoint(hold, last);
            boolean apart = world.makes(Mistake.CHECKPOINT_APART);
            if (apart) {
                fenced.on(MoveWorld.TARGET, transaction -> write(transaction, MoveWorld.LEDGER + last, checkpoint));
            }
            fenced.on(
                    MoveWorld.TARGET,
                    transaction -> writeAll(transaction, () -> {
                        Map<String, @Nullable Object> rows = new LinkedHashMap<>(chunk);
                        if (!apart) {
                            rows.put(MoveWorld.LEDGER + last, checkpoint);
                        }
                        return rows;
                    }));
        }

        /** Carries a batch of the change log of one side to the other; returns false when there was none. */
        private boolean apply(int from) {
            SimulatedDatabase owner = world.side(from);
            boolean tooEarly = world.makes(Mistake.REFETCHED_TOO_EARLY);
            Map<String, Object> early = tooEarly ? process.step(() -> owner.committed(MoveWorld.ROW)) : Map.of();
            Map<String, Object> entries = process.step(() -> batch(owner, 1 - from));
            if (entries.isEmpty()) {
                return false;
            }
            Map<String, Object> rows = tooEarly ? early : process.step(() -> owner.committed(MoveWorld.ROW));
            boolean byCursor = world.makes(Mistake.CURSOR_BY_ID);
            fenced.on(
                    1 - from,
                    transaction -> writeAll(transaction, () -> {
                        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
                        entries.values().forEach(key -> changes.put(String.valueOf(key), rows.get(key)));
                        if (byCursor) {
                            changes.put("cursor", List.copyOf(entries.keySet()).get(entries.size() - 1));
                        }
                        return changes;
                    }));
            if (!byCursor) {
                fenced.on(from, transaction -> deleteAll(transaction, entries));
            }
            return true;
        }

        private Map<String, Object> batch(SimulatedDatabase owner, int other) {
            String cursor =
                    String.valueOf(Objects.requireNonNullElse(world.side(other).committedAt("cursor"), MoveWorld.LOG));
            Map<String, Object> entries = new LinkedHashMap<>();
            owner.committed(MoveWorld.LOG).forEach((id, key) -> {
                boolean isNew = !world.makes(Mistake.CURSOR_BY_ID) || id.compareTo(cursor) > 0;
                if (isNew && entries.size() < BATCH) {
                    entries.put(id, key);
                }
            });
            return entries;
        }

        /** Closes the gate or stays at the closing; empty when authority has left. */
        private Optional<String> hold(int side) {
            while (true) {
                Optional<Gate> closed = fenced.compute(side, transaction -> {
                    process.until(() -> transaction.lock(MoveWorld.GATE, LockMode.UPDATE));
                    return process.step(() -> close(side, transaction));
                });
                if (closed.isEmpty()) {
                    return Optional.empty();
                }
                if (closed.get().is(State.CLOSED)) {
                    return Optional.of(closed.get().closeId());
                }
            }
        }

        private Optional<Gate> close(int side, SimulatedTransaction transaction) {
            Gate gate = (Gate) transaction.read(MoveWorld.GATE);
            if (gate == null || gate.is(State.MOVED)) {
                return Optional.empty();
            }
            boolean lapsed = gate.is(State.CLOSED) && gate.until() <= world.now();
            String closeId = gate.is(State.CLOSED)
                    ? gate.closeId()
                    : "hold " + world.side(side).nextNumber();
            Gate after = lapsed
                    ? Gate.open(gate.epoch())
                    : new Gate(State.CLOSED, gate.epoch(), closeId, world.now() + MoveWorld.HOLD);
            transaction.write(MoveWorld.GATE, after);
            return Optional.of(after);
        }

        /** Compares both sides; a difference under a closing that is still in force must not be. */
        private boolean isSame(int owner, String hold) {
            Map<String, Object> rows = process.step(() -> world.side(owner).committed(MoveWorld.ROW));
            Map<String, Object> others =
                    process.step(() -> world.side(1 - owner).committed(MoveWorld.ROW));
            if (rows.equals(others)) {
                return true;
            }
            boolean held = process.step(() -> {
                Gate gate = world.gate(owner);
                return gate != null
                        && gate.is(State.CLOSED)
                        && gate.closeId().equals(hold)
                        && gate.until() > world.now()
                        && fenced.isLatest();
            });
            if (held) {
                throw new AssertionError("Rows differ under a closed gate: " + rows + " and " + others + ".");
            }
            return false;
        }

        private boolean decide(int side, String hold) {
            if (world.makes(Mistake.OPENED_BEFORE_DECISION)) {
                ModelGate.open(world, process, 1 - side, process.step(() -> epochOf(side)) + 1);
            }
            return fenced.compute(side, transaction -> {
                process.until(() -> transaction.lock(MoveWorld.GATE, LockMode.UPDATE));
                return process.step(() -> {
                    Gate gate = (Gate) transaction.read(MoveWorld.GATE);
                    boolean isOurs = gate != null
                            && gate.is(State.CLOSED)
                            && gate.until() > world.now()
                            && gate.closeId().equals(hold);
                    if (gate != null && isOurs) {
                        transaction.write(MoveWorld.GATE, new Gate(State.MOVED, gate.epoch() + 1, "", 0));
                    }
                    return isOurs;
                });
            });
        }

        private void backward() {
            if (process.step(() -> world.hasMovedFrom(MoveWorld.SOURCE))) {
                takeBack();
            }
            if (isToBeUndone("copy")) {
                clear();
            }
            if (isToBeUndone("hold")) {
                fenced.on(MoveWorld.SOURCE, transaction -> {
                    process.until(() -> transaction.lock(MoveWorld.GATE, LockMode.UPDATE));
                    process.act(() -> {
                        if (transaction.read(MoveWorld.GATE) instanceof Gate gate && gate.is(State.CLOSED)) {
                            transaction.write(MoveWorld.GATE, Gate.open(gate.epoch()));
                        }
                    });
                });
            }
            disarm();
            journal.append(MoveWorld.ROLLED_BACK);
        }

        private boolean isToBeUndone(String step) {
            return journal.has((world.makes(Mistake.ONLY_CONFIRMED_UNDONE) ? "D:" : "I:") + step);
        }

        private void takeBack() {
            boolean isBack = process.step(() -> world.hasMovedFrom(MoveWorld.TARGET));
            if (!isBack) {
                ModelGate.open(world, process, MoveWorld.TARGET, process.step(() -> epochOf(MoveWorld.SOURCE)));
            }
            while (!isBack) {
                Optional<String> hold = hold(MoveWorld.TARGET);
                if (hold.isPresent() && carriedBack(hold.get())) {
                    isBack = decide(MoveWorld.TARGET, hold.get());
                }
                isBack |= hold.isEmpty();
            }
            ModelGate.open(world, process, MoveWorld.SOURCE, process.step(() -> epochOf(MoveWorld.TARGET)));
        }

        private boolean carriedBack(String hold) {
            if (world.live) {
                return drained(MoveWorld.TARGET, hold);
            }
            Map<String, Object> wanted =
                    process.step(() -> world.side(MoveWorld.TARGET).committed(MoveWorld.ROW));
            Map<String, Object> present =
                    process.step(() -> world.side(MoveWorld.SOURCE).committed(MoveWorld.ROW));
            TreeSet<String> keys = new TreeSet<>(wanted.keySet());
            keys.addAll(present.keySet());
            keys.removeIf(key -> wanted.containsKey(key) && wanted.get(key).equals(present.get(key)));
            fenced.on(
                    MoveWorld.SOURCE,
                    transaction -> writeAll(transaction, () -> {
                        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
                        keys.forEach(key -> changes.put(key, wanted.get(key)));
                        return changes;
                    }));
            return isSame(MoveWorld.TARGET, hold);
        }

        private void arm() {
            journal.append("I:arm");
            capture(MoveWorld.SOURCE);
            if (!world.makes(Mistake.REVERSE_CAPTURE_LATE)) {
                capture(MoveWorld.TARGET);
            }
        }

        /** Waits for all writers in flight, as the definition of a trigger does. */
        private void capture(int side) {
            fenced.on(side, transaction -> {
                process.until(() -> transaction.lock(MoveWorld.TABLE, LockMode.UPDATE));
                write(transaction, MoveWorld.CAPTURE, "on");
            });
        }

        private void disarm() {
            for (int side : List.of(MoveWorld.SOURCE, MoveWorld.TARGET)) {
                fenced.on(side, transaction -> {
                    process.until(() -> transaction.lock(MoveWorld.TABLE, LockMode.UPDATE));
                    deleteAll(transaction, MoveWorld.CAPTURE);
                    deleteAll(transaction, MoveWorld.LOG);
                    deleteAll(transaction, "cursor");
                });
            }
        }

        private void clear() {
            fenced.on(MoveWorld.TARGET, transaction -> {
                deleteAll(transaction, MoveWorld.ROW);
                deleteAll(transaction, MoveWorld.LEDGER);
            });
        }

        private void deleteAll(SimulatedTransaction transaction, String prefix) {
            deleteAll(transaction, process.step(() -> transaction.scan(prefix)));
        }

        private void deleteAll(SimulatedTransaction transaction, Map<String, Object> rows) {
            writeAll(transaction, () -> {
                Map<String, @Nullable Object> none = new LinkedHashMap<>();
                rows.keySet().forEach(key -> none.put(key, null));
                return none;
            });
        }

        private void write(SimulatedTransaction transaction, String key, @Nullable Object value) {
            writeAll(transaction, () -> Collections.singletonMap(key, value));
        }

        /** One statement; what it has locked stays locked while it waits for the rest. */
        private void writeAll(SimulatedTransaction transaction, Supplier<Map<String, @Nullable Object>> rows) {
            process.until(() -> {
                for (Map.Entry<String, @Nullable Object> row : rows.get().entrySet()) {
                    if (!transaction.write(row.getKey(), row.getValue())) {
                        return false;
                    }
                }
                return true;
            });
        }

        private long epochOf(int side) {
            Gate gate = world.gate(side);
            return gate == null ? 0 : gate.epoch();
        }
    }
}
