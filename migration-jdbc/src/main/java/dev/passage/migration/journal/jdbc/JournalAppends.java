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
    private static final int MOST_AT_ONCE = 20;

    private final JournalDatabase database;
    private final JournalTables tables;
    private final KnownHeads known = new KnownHeads(System::nanoTime);

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
        return append(lease, drafts, summary, head -> true);
    }

    Optional<List<JournalRecord>> appendIfLast(
            Lease lease, long expectedSequence, List<RecordDraft> drafts, Summary summary) {
        List<JournalRecord> records = append(lease, drafts, summary, head -> head.lastSequence() == expectedSequence);
        return Optional.of(records).filter(stored -> !stored.isEmpty());
    }

    private List<JournalRecord> append(Lease lease, List<RecordDraft> drafts, Summary summary, Guard guard) {
        Call call = call(lease.migration(), lease.token(), drafts, Optional.of(summary));
        Guard held = head -> {
            requireHeld(lease, head);
            return guard.admits(head);
        };
        Optional<HeadRows.Locked> head =
                known.of(lease.migration(), lease.token()).filter(guard::admits);
        if (head.isEmpty() || call.repeated() || drafts.size() > MOST_AT_ONCE) {
            return store(call, held);
        }
        return atOnce(call, head.get(), summary).orElseGet(() -> store(call.again(), held));
    }

    private static void requireHeld(Lease lease, HeadRows.Locked head) {
        if (!head.token().equals(lease.token())) {
            throw new LeaseLostException(lease.migration(), lease.token(), "the journal");
        }
    }

    Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft draft, Optional<Summary> summary) {
        return store(
                        call(migration, FencingToken.NONE, List.of(draft), summary),
                        head -> head.lastSequence() == expectedSequence)
                .stream()
                .findFirst();
    }

    /** Forgets what is known of a migration whose lease is given back. */
    void forget(MigrationId migration) {
        known.forget(migration);
    }

    /**
     * One call for an append.
     *
     * @param repeated whether its records may be stored already
     */
    private record Call(
            MigrationId migration,
            FencingToken token,
            String key,
            List<RecordDraft> drafts,
            Optional<Summary> summary,
            boolean repeated) {

        Call again() {
            return new Call(migration, token, key, drafts, summary, true);
        }
    }

    private Call call(MigrationId migration, FencingToken token, List<RecordDraft> drafts, Optional<Summary> summary) {
        Optional<String> keyBefore = Optional.ofNullable(uncertain.get(migration))
                .filter(before ->
                        before.token().equals(token) && before.drafts().equals(drafts))
                .map(Uncertain::key);
        String key = keyBefore.orElseGet(() -> UUID.randomUUID().toString());
        return new Call(migration, token, key, drafts, summary, keyBefore.isPresent());
    }

    /** One round trip, if the head is still as it is known; empty when it is not, or nobody knows what became of it. */
    private Optional<List<JournalRecord>> atOnce(Call call, HeadRows.Locked head, Summary summary) {
        List<JournalRecord> records = chained(call, head);
        boolean stored;
        try {
            stored = database.writeAtOnce(
                            JournalFaultPoints.APPEND_WRITTEN,
                            JournalFaultPoints.APPEND_COMMITTED,
                            session -> RecordRows.appendAfter(session, call.key(), head, records, summary))
                    .orElse(false);
        } catch (SQLException unknown) {
            stored = false;
        }
        if (!stored) {
            known.forget(call.migration());
            return Optional.empty();
        }
        known.appendedByItself(call.migration(), head, records.get(records.size() - 1));
        return Optional.of(records);
    }

    private static List<JournalRecord> chained(Call call, HeadRows.Locked head) {
        return RecordRows.chained(
                call.migration(), call.token(), head.nowMicros(), head.lastSequence(), head.lastHash(), call.drafts());
    }

    private List<JournalRecord> store(Call call, Guard guard) {
        MigrationId migration = call.migration();
        try {
            List<JournalRecord> records = database.write(
                    "append to migration " + migration,
                    JournalFaultPoints.APPEND_WRITTEN,
                    JournalFaultPoints.APPEND_COMMITTED,
                    session -> locked(session, call, guard));
            uncertain.remove(migration);
            return records;
        } catch (JournalDatabase.TakenException taken) {
            throw scopeHeld(migration, head(migration).flatMap(MigrationHead::scope), taken);
        } catch (JournalException unknown) {
            uncertain.put(migration, new Uncertain(call.key(), call.token(), call.drafts()));
            throw unknown;
        }
    }

    private List<JournalRecord> locked(JournalSession session, Call call, Guard guard) throws SQLException {
        HeadRows.Locked head = HeadRows.lock(session, call.migration())
                .orElseThrow(() -> new UnknownMigrationException(call.migration()));
        JournalFaultPoints.APPEND_LOCKED.reached();
        if (call.repeated() || session.attempt() > 1) {
            List<JournalRecord> stored = RecordRows.stored(session, call.migration(), call.key());
            if (!stored.isEmpty()) {
                return stored;
            }
        }
        if (!guard.admits(head)) {
            return List.of();
        }
        List<JournalRecord> records = chained(call, head);
        RecordRows.append(session, call.key(), records, call.summary(), head.scope());
        known.appended(call.migration(), head, records.get(records.size() - 1));
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
