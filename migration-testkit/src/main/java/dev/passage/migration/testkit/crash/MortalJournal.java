package dev.passage.migration.testkit.crash;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The journal as one process sees it: out of reach once the process is dead. */
final class MortalJournal implements Journal {

    private static final FaultPoint DEAD = FaultPoint.named("testkit.process.dead");

    private final Journal real;
    private final CrashProcess process;
    private final AtomicReference<@Nullable Lease> held;

    MortalJournal(Journal real, CrashProcess process, AtomicReference<@Nullable Lease> held) {
        this.real = real;
        this.process = process;
        this.held = held;
    }

    private Journal living() {
        process.mustLive(DEAD);
        return real;
    }

    @Override
    public void open() {
        living().open();
    }

    @Override
    public Instant now() {
        return living().now();
    }

    @Override
    public void create(NewMigration migration, List<RecordDraft> records, Summary summary) {
        living().create(migration, records, summary);
    }

    @Override
    public List<JournalRecord> append(Lease lease, List<RecordDraft> records, Summary summary) {
        return living().append(lease, records, summary);
    }

    @Override
    public Optional<List<JournalRecord>> appendIfLast(
            Lease lease, long expectedSequence, List<RecordDraft> records, Summary summary) {
        return living().appendIfLast(lease, expectedSequence, records, summary);
    }

    @Override
    public Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft record, Optional<Summary> summary) {
        return living().request(migration, expectedSequence, record, summary);
    }

    @Override
    public Lease acquire(MigrationId migration, String owner, Duration duration) {
        Lease lease = living().acquire(migration, owner, duration);
        held.set(lease);
        return lease;
    }

    @Override
    public Lease renew(Lease lease, Duration duration) {
        return living().renew(lease, duration);
    }

    @Override
    public void release(Lease lease) {
        living().release(lease);
    }

    @Override
    public List<JournalRecord> read(MigrationId migration, long afterSequence) {
        return living().read(migration, afterSequence);
    }

    @Override
    public Optional<MigrationHead> head(MigrationId migration) {
        return living().head(migration);
    }

    @Override
    public List<MigrationHead> heads(int limit) {
        return living().heads(limit);
    }

    @Override
    public List<MigrationHead> due(int limit) {
        return living().due(limit);
    }
}
