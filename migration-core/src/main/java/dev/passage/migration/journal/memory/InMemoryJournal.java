package dev.passage.migration.journal.memory;

import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal for tests that <strong>forgets</strong> everything when the process ends; no promise about crashes holds with it.
 * It keeps every other rule of {@link Journal}, leases by its clock among them, so that two engines of one process can share
 * it. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class InMemoryJournal implements Journal {
    private static final Logger log = LoggerFactory.getLogger(InMemoryJournal.class);

    private final Clock clock;
    private final Map<MigrationId, Entry> entries = new LinkedHashMap<>();

    /**
     * Creates an empty journal.
     *
     * @param clock the clock of leases and records
     */
    public InMemoryJournal(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public void open() {
        log.atWarn().log("This journal forgets everything when the process ends; use it in tests only");
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public synchronized void create(NewMigration migration, List<RecordDraft> records, Summary summary) {
        require(!records.isEmpty(), "Give at least one record to append.");
        require(
                !entries.containsKey(migration.id()),
                "The journal already has a migration " + migration.id() + ". Plan this one under another id.");
        Entry entry = new Entry(migration, summary, clock.instant().truncatedTo(ChronoUnit.MICROS));
        entry.add(FencingToken.NONE, records);
        entries.put(migration.id(), entry);
    }

    @Override
    public synchronized List<JournalRecord> append(Lease lease, List<RecordDraft> records, Summary summary) {
        require(!records.isEmpty(), "Give at least one record to append.");
        Entry entry = held(lease);
        refuseScope(entry, summary);
        entry.summary = summary;
        return entry.add(lease.token(), records);
    }

    @Override
    public synchronized Optional<List<JournalRecord>> appendIfLast(
            Lease lease, long expectedSequence, List<RecordDraft> records, Summary summary) {
        return held(lease).records.size() == expectedSequence
                ? Optional.of(append(lease, records, summary))
                : Optional.empty();
    }

    @Override
    public synchronized Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft record, Optional<Summary> summary) {
        Entry entry = entry(migration);
        if (entry.records.size() != expectedSequence) {
            return Optional.empty();
        }
        summary.ifPresent(next -> {
            refuseScope(entry, next);
            entry.summary = next;
        });
        return Optional.of(entry.add(FencingToken.NONE, List.of(record)).get(0));
    }

    @Override
    public synchronized Lease acquire(MigrationId migration, String owner, Duration duration) {
        require(!owner.isEmpty() && owner.length() <= 200, "The owner of a lease needs 1 to 200 characters: " + owner);
        requireLongerThanZero(duration);
        Entry entry = entry(migration);
        Instant now = clock.instant();
        if (entry.isHeldAt(now) && !owner.equals(entry.owner)) {
            throw new LeaseHeldException(migration, entry.owner, entry.leaseExpiresAt);
        }
        entry.owner = owner;
        entry.leaseExpiresAt = now.plus(duration);
        entry.token = FencingToken.of(entry.token.value() + 1);
        return new Lease(migration, owner, entry.token, entry.leaseExpiresAt, duration);
    }

    @Override
    public synchronized Lease renew(Lease lease, Duration duration) {
        requireLongerThanZero(duration);
        Entry entry = held(lease);
        entry.leaseExpiresAt = clock.instant().plus(duration);
        return new Lease(lease.migration(), lease.owner(), lease.token(), entry.leaseExpiresAt, duration);
    }

    @Override
    public synchronized void release(Lease lease) {
        Entry entry = entry(lease.migration());
        if (entry.token.equals(lease.token())) {
            entry.leaseExpiresAt = Instant.MIN;
        }
    }

    @Override
    public synchronized List<JournalRecord> read(MigrationId migration, long afterSequence) {
        require(afterSequence >= 0, "Read after place 0 or a later one, not " + afterSequence + ".");
        List<JournalRecord> records = entry(migration).records;
        return List.copyOf(records.subList((int) Math.min(afterSequence, records.size()), records.size()));
    }

    @Override
    public synchronized Optional<MigrationHead> head(MigrationId migration) {
        return Optional.ofNullable(entries.get(migration)).map(Entry::head);
    }

    @Override
    public synchronized List<MigrationHead> heads(int limit) {
        requireOneOrMore(limit);
        List<MigrationHead> heads =
                new ArrayList<>(entries.values().stream().map(Entry::head).toList());
        Collections.reverse(heads);
        return List.copyOf(heads.subList(0, Math.min(limit, heads.size())));
    }

    @Override
    public synchronized List<MigrationHead> due(int limit) {
        requireOneOrMore(limit);
        Instant now = clock.instant();
        return entries.values().stream()
                .filter(entry -> !entry.isHeldAt(now))
                .map(Entry::head)
                .filter(head -> head.summary()
                        .wakeAt()
                        .filter(wake -> !wake.isAfter(now))
                        .isPresent())
                .sorted(Comparator.<MigrationHead>comparingInt(
                                head -> -head.summary().priority())
                        .thenComparing(head -> head.summary().wakeAt().orElseThrow()))
                .limit(limit)
                .toList();
    }

    private Entry entry(MigrationId migration) {
        Entry entry = entries.get(migration);
        if (entry == null) {
            throw new UnknownMigrationException(migration);
        }
        return entry;
    }

    private Entry held(Lease lease) {
        Entry entry = entry(lease.migration());
        if (!entry.token.equals(lease.token())) {
            throw new LeaseLostException(lease.migration(), lease.token(), "the journal");
        }
        return entry;
    }

    private static void requireLongerThanZero(Duration duration) {
        require(
                !duration.isZero() && !duration.isNegative(),
                "A lease must last longer than zero, but was asked for " + duration + ".");
    }

    private static void requireOneOrMore(int limit) {
        require(limit >= 1, "Ask for 1 migration or more, not " + limit + ".");
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }

    private void refuseScope(Entry entry, Summary next) {
        if (!next.state().holdsScope() || entry.migration.scope().isEmpty()) {
            return;
        }
        entries.values().stream()
                .filter(other -> other != entry && other.summary.state().holdsScope())
                .filter(other -> other.migration.scope().equals(entry.migration.scope()))
                .findFirst()
                .ifPresent(other -> {
                    throw new RequestRefusedException(
                            entry.migration.id(),
                            "Migration " + entry.migration.id() + " cannot run, because migration "
                                    + other.migration.id() + " holds scope "
                                    + entry.migration.scope().orElseThrow() + ".",
                            "Wait for that one, or cancel it.");
                });
    }

    private final class Entry {
        private final NewMigration migration;
        private final List<JournalRecord> records = new ArrayList<>();
        private final Instant createdAt;
        private Summary summary;
        private String owner = "";
        private Instant leaseExpiresAt = Instant.MIN;
        private FencingToken token = FencingToken.NONE;

        Entry(NewMigration migration, Summary summary, Instant createdAt) {
            this.migration = migration;
            this.summary = summary;
            this.createdAt = createdAt;
        }

        boolean isHeldAt(Instant now) {
            return now.isBefore(leaseExpiresAt);
        }

        List<JournalRecord> add(FencingToken writer, List<RecordDraft> drafts) {
            int first = records.size();
            for (RecordDraft draft : drafts) {
                String before = records.isEmpty()
                        ? JournalRecord.NO_HASH
                        : records.get(records.size() - 1).hash();
                records.add(JournalRecord.following(
                        migration.id(), records.size() + 1L, writer, clock.instant(), draft, before));
            }
            return List.copyOf(records.subList(first, records.size()));
        }

        MigrationHead head() {
            JournalRecord last = records.get(records.size() - 1);
            return new MigrationHead(
                    migration.id(),
                    migration.type(),
                    migration.title(),
                    migration.scope(),
                    migration.handler(),
                    summary,
                    createdAt,
                    last.at(),
                    last.sequence(),
                    last.hash(),
                    owner.isEmpty() ? Optional.empty() : Optional.of(owner),
                    leaseExpiresAt.equals(Instant.MIN) ? Optional.empty() : Optional.of(leaseExpiresAt));
        }
    }
}
