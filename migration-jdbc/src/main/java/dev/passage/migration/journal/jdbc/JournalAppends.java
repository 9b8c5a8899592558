package dev.passage.migration.journal.jdbc;

import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Appends records so that a lost acknowledgement never makes a second copy (ALGORITHMS 2.5, point 5): each call carries a key
 * that is stored with its records. A repetition first takes the lock on the head, which waits for a commit still on its way, and
 * then looks for the key.
 */
final class JournalAppends {
    private final JournalDatabase database;
    private final JournalTables tables;

    /** Calls that ended without knowing; when the engine tries the same again, it is the same append. */
    private final Map<MigrationId, Uncertain> uncertain = new ConcurrentHashMap<>();

    JournalAppends(JournalDatabase database, JournalTables tables) {
        this.database = database;
        this.tables = tables;
    }

    private record Uncertain(String key, FencingToken token, List<RecordDraft> drafts) {}

    /** Decides under the lock whether a call may append. */
    @FunctionalInterface
    private interface Guard {
        boolean admits(HeadRows.Locked head);
    }

    void create(NewMigration migration, List<RecordDraft> drafts, Summary summary) {
        String key = UUID.randomUUID().toString();
        try {
            database.<Boolean>write(
                    "add migration " + migration.id(),
                    JournalFaultPoints.CREATE_WRITTEN,
                    JournalFaultPoints.CREATE_COMMITTED,
                    session -> insert(session, key, migration, drafts, summary));
        } catch (JournalDatabase.TakenException taken) {
            if (!isStored(migration.id(), key)) {
                throw refusal(migration, taken);
            }
        }
    }

    private static boolean insert(
            JournalSession session, String key, NewMigration migration, List<RecordDraft> drafts, Summary summary)
            throws SQLException {
        List<JournalRecord> records = RecordRows.chained(
                migration.id(), FencingToken.NONE, session.nowMicros(), 0, JournalRecord.NO_HASH, drafts);
        HeadRows.insert(session, migration, summary, records.get(0), records.get(records.size() - 1));
        RecordRows.insert(session, key, records);
        return true;
    }

    private boolean isStored(MigrationId migration, String key) {
        return database.read(
                "look for an append",
                session -> !RecordRows.stored(session, migration, key).isEmpty());
    }

    private RuntimeException refusal(NewMigration migration, JournalDatabase.TakenException taken) {
        boolean exists = database.read(
                "read migration " + migration.id(),
                session -> HeadRows.one(session, migration.id()).isPresent());
        return exists
                ? new IllegalArgumentException(
                        "The journal already has a migration " + migration.id() + ". Choose another id.")
                : scopeHeld(migration.id(), migration.scope(), taken);
    }

    List<JournalRecord> append(Lease lease, List<RecordDraft> drafts, Summary summary) {
        return store(lease.migration(), lease.token(), drafts, Optional.of(summary), head -> {
            if (!head.token().equals(lease.token())) {
                throw new LeaseLostException(lease.migration(), lease.token(), "the journal");
            }
            return true;
        });
    }

    Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft draft, Optional<Summary> summary) {
        return store(
                        migration,
                        FencingToken.NONE,
                        List.of(draft),
                        summary,
                        head -> head.lastSequence() == expectedSequence)
                .stream()
                .findFirst();
    }

    private List<JournalRecord> store(
            MigrationId migration,
            FencingToken token,
            List<RecordDraft> drafts,
            Optional<Summary> summary,
            Guard guard) {
        Optional<String> keyBefore = Optional.ofNullable(uncertain.get(migration))
                .filter(before ->
                        before.token().equals(token) && before.drafts().equals(drafts))
                .map(Uncertain::key);
        String key = keyBefore.orElseGet(() -> UUID.randomUUID().toString());
        try {
            List<JournalRecord> records = database.write(
                    "append to migration " + migration,
                    JournalFaultPoints.APPEND_WRITTEN,
                    JournalFaultPoints.APPEND_COMMITTED,
                    session -> locked(session, migration, token, key, drafts, summary, guard, keyBefore.isPresent()));
            uncertain.remove(migration);
            return records;
        } catch (JournalDatabase.TakenException taken) {
            throw scopeHeld(migration, head(migration).flatMap(MigrationHead::scope), taken);
        } catch (JournalException unknown) {
            uncertain.put(migration, new Uncertain(key, token, drafts));
            throw unknown;
        }
    }

    private static List<JournalRecord> locked(
            JournalSession session,
            MigrationId migration,
            FencingToken token,
            String key,
            List<RecordDraft> drafts,
            Optional<Summary> summary,
            Guard guard,
            boolean repeated)
            throws SQLException {
        HeadRows.Locked head =
                HeadRows.lock(session, migration).orElseThrow(() -> new UnknownMigrationException(migration));
        JournalFaultPoints.APPEND_LOCKED.reached();
        if (repeated || session.attempt() > 1) {
            List<JournalRecord> stored = RecordRows.stored(session, migration, key);
            if (!stored.isEmpty()) {
                return stored;
            }
        }
        if (!guard.admits(head)) {
            return List.of();
        }
        List<JournalRecord> records =
                RecordRows.chained(migration, token, head.nowMicros(), head.lastSequence(), head.lastHash(), drafts);
        RecordRows.append(session, key, records, summary, head.scope());
        return records;
    }

    private Optional<MigrationHead> head(MigrationId migration) {
        return database.read("read migration " + migration, session -> HeadRows.one(session, migration));
    }

    /** A unique key refused the append: another migration holds the scope, or a record stands where none may be. */
    private RuntimeException scopeHeld(
            MigrationId migration, Optional<String> scope, JournalDatabase.TakenException taken) {
        Optional<MigrationId> holder = scope.flatMap(
                        held -> database.read("find who holds a scope", session -> HeadRows.holderOf(session, held)))
                .filter(other -> !other.equals(migration));
        RuntimeException refusal = holder.<RuntimeException>map(other -> new RequestRefusedException(
                        migration,
                        "Migration " + migration + " cannot begin: migration " + other + " holds " + scope.orElse("")
                                + ".",
                        "Wait until migration " + other + " has ended, or cancel it."))
                .orElseGet(() -> new Chain(migration, tables.name("record"))
                        .broken(head(migration).map(MigrationHead::lastSequence).orElse(0L) + 1));
        refusal.addSuppressed(taken);
        return refusal;
    }
}
