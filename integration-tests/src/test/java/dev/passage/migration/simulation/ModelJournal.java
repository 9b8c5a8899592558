package dev.passage.migration.simulation;

import dev.passage.migration.simulation.MoveWorld.Lease;
import dev.passage.migration.testkit.simulation.Isolation;
import dev.passage.migration.testkit.simulation.LockMode;
import dev.passage.migration.testkit.simulation.SimulatedFailure;
import dev.passage.migration.testkit.simulation.SimulatedProcess;
import dev.passage.migration.testkit.simulation.SimulatedTransaction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Lease and journal as one instance sees them. */
final class ModelJournal {
    private static final int FIRST_RECORD = 1001;
    private static final int LOST_ACKNOWLEDGEMENT = 60;

    private final MoveWorld world;
    private final SimulatedProcess process;
    private final Set<String> records = new LinkedHashSet<>();
    private long token;

    ModelJournal(MoveWorld world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
    }

    long token() {
        return token;
    }

    /** Waits until nobody holds the migration, and takes it. */
    void lease() {
        while (token == 0) {
            process.until(() -> leaseNow().until() <= world.now());
            token = onLease(lease -> lease.until() <= world.now() ? lease.token() + 1 : 0);
        }
    }

    /** Holds the lease for longer, if it is still this instance's. */
    private void renew() {
        onLease(lease -> lease.token() == token ? token : 0);
    }

    /** Writes the lease for a token, in a transaction that waits for appends in flight; 0 writes nothing. */
    private long onLease(ToLongFunction<Lease> choice) {
        while (true) {
            try {
                SimulatedTransaction transaction = begin(LockMode.UPDATE);
                return process.step(() -> {
                    long chosen = choice.applyAsLong(leaseNow());
                    if (chosen != 0) {
                        transaction.write(MoveWorld.LEASE, new Lease(chosen, world.now() + MoveWorld.LEASE_TIME));
                    }
                    transaction.commit();
                    return chosen;
                });
            } catch (SimulatedFailure aborted) {
                // again
            }
        }
    }

    private SimulatedTransaction begin(LockMode mode) {
        return process.await(() -> {
            SimulatedTransaction transaction = world.control.begin(process, Isolation.READ_COMMITTED);
            boolean isLocked = transaction.lock(MoveWorld.LEASE, mode);
            if (!isLocked) {
                transaction.rollback();
            }
            return isLocked ? Optional.of(transaction) : Optional.empty();
        });
    }

    private Lease leaseNow() {
        return (Lease) Objects.requireNonNull(world.control.committedAt(MoveWorld.LEASE));
    }

    void read() {
        records.clear();
        List<String> stored = process.step(() -> world.control.committed(MoveWorld.JOURNAL).values().stream()
                .map(String::valueOf)
                .toList());
        records.addAll(stored);
    }

    boolean has(String record) {
        return records.contains(record);
    }

    /** Appends a record unless it is there. */
    void append(String record) {
        if (!records.contains(record)) {
            SimulatedTransaction transaction = begin(LockMode.SHARE);
            boolean isMine = process.step(() -> leaseNow().token() == token);
            if (!isMine) {
                process.act(transaction::rollback);
                throw new Fenced.Overtaken();
            }
            process.until(() -> {
                int number = FIRST_RECORD
                        + world.control.committed(MoveWorld.JOURNAL).size();
                return transaction.write(MoveWorld.JOURNAL + number, record);
            });
            commit(world, process, transaction);
            records.add(record);
        }
        renew();
    }

    /** Commits, now and then without an answer. */
    static void commit(MoveWorld world, SimulatedProcess process, SimulatedTransaction transaction) {
        process.act(() -> {
            if (world.simulation.chance(LOST_ACKNOWLEDGEMENT) == 0) {
                throw transaction.loseAcknowledgement(world.simulation.chance(2) == 0);
            }
            transaction.commit();
        });
    }
}
