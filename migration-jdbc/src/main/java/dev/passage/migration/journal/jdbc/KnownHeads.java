package dev.passage.migration.journal.jdbc;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.lease.FencingToken;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What this instance last saw of the heads it appends to, so that the next append needs not read them first. Never trusted: an
 * append by it names token, sequence and hash, and the database refuses it when another record has come between.
 *
 * <p>Safe for use by several threads.
 */
final class KnownHeads {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Map<MigrationId, Known> heads = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /**
     * Creates it.
     *
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    KnownHeads(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Known(HeadRows.Locked head, long readAtNanos) {}

    /** Remembers a head as it is after an append, whose time was read from the database now. */
    void appended(MigrationId migration, HeadRows.Locked before, JournalRecord last) {
        heads.put(migration, new Known(after(before, last), nanoTime.getAsLong()));
    }

    /** Remembers a head as it is after an append that did not ask the database for the time. */
    void appendedByItself(MigrationId migration, HeadRows.Locked before, JournalRecord last) {
        heads.computeIfPresent(
                migration,
                (id, known) -> new Known(after(before, last).at(known.head().nowMicros()), known.readAtNanos()));
    }

    private static HeadRows.Locked after(HeadRows.Locked before, JournalRecord last) {
        return new HeadRows.Locked(before.token(), before.scope(), last.sequence(), last.hash(), before.nowMicros());
    }

    /**
     * Returns what is known of a head for a holder of the lease, with the database's time carried on by the monotonic clock; empty
     * when its time was read too long ago for that.
     */
    Optional<HeadRows.Locked> of(MigrationId migration, FencingToken token) {
        Known known = heads.get(migration);
        if (known == null || !known.head().token().equals(token)) {
            return Optional.empty();
        }
        long passed = nanoTime.getAsLong() - known.readAtNanos();
        return passed > LONGEST.toNanos()
                ? Optional.empty()
                : Optional.of(known.head().at(known.head().nowMicros() + passed / 1_000));
    }

    void forget(MigrationId migration) {
        heads.remove(migration);
    }
}
