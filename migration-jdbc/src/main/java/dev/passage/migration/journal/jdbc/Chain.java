package dev.passage.migration.journal.jdbc;

import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import java.util.List;

/** Checks that records follow on each other up to the one that the head names, so that a change to any of them shows (O4). */
final class Chain {
    private final MigrationId migration;
    private final String table;

    Chain(MigrationId migration, String table) {
        this.migration = migration;
        this.table = table;
    }

    /**
     * Returns the records after a place.
     *
     * @param found the record at that place, unless it is 0, and all that follow
     */
    List<JournalRecord> after(long afterSequence, List<JournalRecord> found, long lastSequence, String lastHash) {
        if (afterSequence > lastSequence) {
            throw broken(lastSequence + 1);
        }
        long expected = Math.max(afterSequence, 1);
        String hash = afterSequence == 0 || found.isEmpty()
                ? JournalRecord.NO_HASH
                : found.get(0).previousHash();
        for (JournalRecord record : found) {
            if (!record.follows(expected, hash)) {
                throw broken(expected);
            }
            hash = record.hash();
            expected++;
        }
        if (expected != lastSequence + 1) {
            throw broken(expected);
        }
        if (!hash.equals(lastHash)) {
            throw broken(lastSequence);
        }
        return afterSequence == 0 ? found : found.subList(1, found.size());
    }

    JournalException broken(long sequence) {
        return new JournalException(
                Reason.BROKEN_CHAIN,
                "The journal of migration " + migration + " is broken: record " + sequence + " in table " + table
                        + " was changed, removed, reordered or cut off.",
                "Restore the journal's tables from a backup, and find out who wrote to them; the migration is not"
                        + " continued before that.",
                null);
    }
}
