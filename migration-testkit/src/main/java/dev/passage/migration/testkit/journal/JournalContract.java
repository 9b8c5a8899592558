package dev.passage.migration.testkit.journal;

import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Journal} must do (X1, X2, O4). The test class of an implementation implements this and says how to open it.
 *
 * @since 0.1.0
 */
public interface JournalContract {

    /**
     * Opens the journal of this test, empty at the first call; later calls give other instances on the same records.
     *
     * @return the journal, opened
     */
    Journal journal();

    /**
     * Lets time pass on the journal's clock.
     *
     * @param time how long
     */
    void pass(Duration time);

    /** Records come back as they were written, in a chain. */
    @Test
    default void readsBackWhatWasRecorded() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.of("scope:a"));
        Lease lease = journal.acquire(id, "one", Duration.ofMinutes(1));
        String body = "{\"text\":\"it's \\\"q\\\" \\\\ \u00e4\u20ac\ud83d\ude80\"}" + " ".repeat(70_000);

        List<JournalRecord> appended = journal.append(
                lease, List.of(draft("First", "one"), new RecordDraft("Second", "one", body)), running());
        List<JournalRecord> read = journal().read(id, 0);

        Expect.equal("records", 3, read.size());
        Expect.equal("the appended records", appended, read.subList(1, 3));
        Expect.equal("the body", body, read.get(2).body());
        Expect.equal("the token of a record", lease.token(), read.get(2).token());
        Expect.equal(
                "the token of the first record", FencingToken.NONE, read.get(0).token());
        Expect.equal(
                "sequences",
                List.of(1L, 2L, 3L),
                read.stream().map(JournalRecord::sequence).toList());
        Expect.equal("the first link", JournalRecord.NO_HASH, read.get(0).previousHash());
        Expect.equal("the second link", read.get(0).hash(), read.get(1).previousHash());
        Expect.equal("the end of the records", read.subList(2, 3), journal.read(id, 2));
    }

    /** The row of a migration shows its last record and its summary. */
    @Test
    default void keepsTheRowOfAMigrationWithItsRecords() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.of("scope:a"));
        Lease lease = journal.acquire(id, "one", Duration.ofMinutes(1));

        List<JournalRecord> appended = journal.append(lease, List.of(draft("Begun", "one")), running());
        MigrationHead head = journal().head(id).orElseThrow();

        Expect.equal("the state", MigrationState.EXECUTING, head.summary().state());
        Expect.equal("the last sequence", 2L, head.lastSequence());
        Expect.equal("the last hash", appended.get(0).hash(), head.lastHash());
        Expect.equal("the owner", Optional.of("one"), head.owner());
        Expect.equal("the scope", Optional.of("scope:a"), head.scope());
        Expect.equal("the handler", HandlerId.of("contract", 1), head.handler());
    }

    /** An id is given once. */
    @Test
    default void refusesASecondMigrationOfOneId() {
        Journal journal = journal();
        created(journal, "a", Optional.empty());

        Expect.thrown(IllegalArgumentException.class, () -> created(journal, "a", Optional.empty()));
        Expect.equal("migrations", 1, journal.heads(10).size());
    }

    /** What is not there is said not to be there. */
    @Test
    default void saysThatItDoesNotKnowAMigration() {
        Journal journal = journal();
        MigrationId unknown = MigrationId.of("unknown");

        Expect.equal("the row", Optional.empty(), journal.head(unknown));
        Expect.thrown(UnknownMigrationException.class, () -> journal.read(unknown, 0));
        Expect.thrown(UnknownMigrationException.class, () -> journal.acquire(unknown, "one", Duration.ofMinutes(1)));
        Expect.thrown(
                UnknownMigrationException.class,
                () -> journal.request(unknown, 1, draft("Asked", "anna"), Optional.empty()));
    }

    /** Two instances never hold one lease. */
    @Test
    default void refusesALeaseThatAnotherHolds() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());
        Lease held = journal.acquire(id, "one", Duration.ofMinutes(1));

        LeaseHeldException refused =
                Expect.thrown(LeaseHeldException.class, () -> journal().acquire(id, "two", Duration.ofMinutes(1)));

        Expect.equal("the owner", "one", refused.owner());
        Expect.equal("the expiry", held.expiresAt(), refused.expiresAt());
    }

    /** Each acquisition raises the token, also by the same owner. */
    @Test
    default void raisesTheTokenWithEachAcquisition() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());

        Lease first = journal.acquire(id, "one", Duration.ofMinutes(1));
        Lease second = journal.acquire(id, "one", Duration.ofMinutes(1));
        journal.release(second);
        Lease third = journal.acquire(id, "two", Duration.ofMinutes(1));

        Expect.equal(
                "the second token", first.token().value() + 1, second.token().value());
        Expect.equal("the third token", first.token().value() + 2, third.token().value());
    }

    /** A renewal keeps the token and moves the end. */
    @Test
    default void renewsALease() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());
        Lease lease = journal.acquire(id, "one", Duration.ofMinutes(1));

        Lease renewed = journal.renew(lease, Duration.ofHours(1));

        Expect.equal("the token", lease.token(), renewed.token());
        Expect.that("the lease ends later", renewed.expiresAt().isAfter(lease.expiresAt()));
        Expect.thrown(LeaseHeldException.class, () -> journal.acquire(id, "two", Duration.ofMinutes(1)));
    }

    /** Who was taken over can do nothing more, and disturbs nobody. */
    @Test
    default void refusesAnOvertakenOwner() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());
        Lease old = journal.acquire(id, "one", Duration.ofMillis(20));
        Lease present = acquireAfter(journal, id, "two", Duration.ofMillis(20));

        Expect.thrown(LeaseLostException.class, () -> journal.append(old, List.of(draft("Late", "one")), running()));
        Expect.thrown(LeaseLostException.class, () -> journal.renew(old, Duration.ofMinutes(1)));
        journal.release(old);

        Expect.equal("records", 1, journal.read(id, 0).size());
        Expect.equal(
                "what the present owner appends",
                2L,
                journal.append(present, List.of(draft("Present", "two")), running())
                        .get(0)
                        .sequence());
    }

    /** What puts a migration to rest does not hide a request that came in between. */
    @Test
    default void appendsWhatMustBeLastOnlyWhenNothingCameBetween() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());
        Lease lease = journal.acquire(id, "one", Duration.ofMinutes(1));
        journal.append(lease, List.of(draft("Begun", "one")), running());
        journal().request(id, 2, draft("Asked", "anna"), Optional.of(running()));

        Optional<List<JournalRecord>> late =
                journal.appendIfLast(lease, 2, List.of(draft("Rested", "one")), summary(MigrationState.WAITING, 0));
        MigrationState between = journal.head(id).orElseThrow().summary().state();
        Optional<List<JournalRecord>> last =
                journal.appendIfLast(lease, 3, List.of(draft("Rested", "one")), summary(MigrationState.WAITING, 0));
        Lease newer = journal.acquire(id, "one", Duration.ofMinutes(1));

        Expect.equal("an append after a request", Optional.empty(), late);
        Expect.equal("the state after the request", MigrationState.EXECUTING, between);
        Expect.equal(
                "the place of the last record",
                Optional.of(4L),
                last.map(records -> records.get(0).sequence()));
        Expect.thrown(
                LeaseLostException.class,
                () -> journal.appendIfLast(lease, 4, List.of(draft("Late", "one")), running()));
        Expect.equal(
                "records under the newer lease",
                true,
                journal.appendIfLast(newer, 4, List.of(draft("Begun", "one")), running())
                        .isPresent());
    }

    /** A request that was made on old knowledge is not stored. */
    @Test
    default void storesARequestOnlyIfNothingCameBetween() {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());

        Optional<JournalRecord> first =
                journal.request(id, 1, draft("Asked", "anna"), Optional.of(summary(MigrationState.PAUSED, 0)));
        Optional<JournalRecord> late = journal.request(id, 1, draft("Asked", "bert"), Optional.empty());
        Optional<JournalRecord> informed = journal.request(id, 2, draft("Asked", "bert"), Optional.empty());

        Expect.equal("the first", 2L, first.orElseThrow().sequence());
        Expect.equal("its token", FencingToken.NONE, first.orElseThrow().token());
        Expect.equal("the late one", Optional.empty(), late);
        Expect.equal("the informed one", 3L, informed.orElseThrow().sequence());
        Expect.equal(
                "the state",
                MigrationState.PAUSED,
                journal.head(id).orElseThrow().summary().state());
    }

    /** One scope is held by one migration, until its state lets it go. */
    @Test
    default void letsOneMigrationHoldAScope() {
        Journal journal = journal();
        MigrationId first = created(journal, "a", Optional.of("tenant:acme"));
        MigrationId second = created(journal, "b", Optional.of("tenant:acme"));
        Lease lease = journal.acquire(first, "one", Duration.ofMinutes(1));
        Lease other = journal.acquire(second, "one", Duration.ofMinutes(1));
        journal.append(lease, List.of(draft("Begun", "one")), running());

        Expect.thrown(
                RequestRefusedException.class, () -> journal.append(other, List.of(draft("Begun", "one")), running()));
        Expect.equal("records of the second", 1, journal.read(second, 0).size());
        journal.append(lease, List.of(draft("Ended", "one")), summary(MigrationState.COMPLETED, 0));

        Expect.equal(
                "what the second appends now",
                2L,
                journal.append(other, List.of(draft("Begun", "one")), running())
                        .get(0)
                        .sequence());
    }

    /** What wants an instance is found: the most important first, then the one that has waited longest. */
    @Test
    default void listsWhatIsDue() {
        Journal journal = journal();
        Instant now = journal.now();
        due(journal, "later", now.plus(Duration.ofHours(1)), 9);
        due(journal, "low", now.minusSeconds(20), 0);
        due(journal, "high", now.minusSeconds(10), 5);
        due(journal, "low-but-longer", now.minusSeconds(30), 0);
        created(journal, "idle", Optional.empty());
        MigrationId leased = due(journal, "leased", now.minusSeconds(40), 9);
        journal.acquire(leased, "one", Duration.ofMinutes(1));

        Expect.equal(
                "due",
                List.of("high", "low-but-longer", "low"),
                journal.due(10).stream().map(head -> head.id().value()).toList());
        Expect.equal("due, one at the most", 1, journal.due(1).size());
    }

    /** The latest plans are listed first. */
    @Test
    default void listsTheLatestFirst() {
        Journal journal = journal();
        for (String name : List.of("a", "b", "c")) {
            created(journal, name, Optional.empty());
            pass(Duration.ofMillis(2));
        }

        Expect.equal(
                "the latest two",
                List.of("c", "b"),
                journal.heads(2).stream().map(head -> head.id().value()).toList());
    }

    /**
     * Of requests made at once on the same knowledge one is stored, and the chain holds.
     *
     * @throws InterruptedException if the thread was interrupted
     * @throws ExecutionException if a request failed
     */
    @Test
    default void keepsItsChainUnderConcurrentRequests() throws InterruptedException, ExecutionException {
        Journal journal = journal();
        MigrationId id = created(journal, "a", Optional.empty());
        int rounds = 10;
        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            for (long sequence = 1; sequence <= rounds; sequence++) {
                long known = sequence;
                List<Future<Optional<JournalRecord>>> answers = new ArrayList<>();
                for (String name : List.of("anna", "bert", "cleo")) {
                    answers.add(
                            people.submit(() -> journal().request(id, known, draft("Asked", name), Optional.empty())));
                }
                int stored = 0;
                for (Future<Optional<JournalRecord>> answer : answers) {
                    stored += answer.get().isPresent() ? 1 : 0;
                }
                Expect.equal("requests stored in round " + sequence, 1, stored);
            }
        } finally {
            people.shutdownNow();
        }

        Expect.equal(
                "sequences",
                LongStream.rangeClosed(1, rounds + 1).boxed().toList(),
                journal.read(id, 0).stream().map(JournalRecord::sequence).toList());
    }

    private Lease acquireAfter(Journal journal, MigrationId id, String owner, Duration expiry) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                pass(expiry);
                return journal.acquire(id, owner, Duration.ofMinutes(1));
            } catch (LeaseHeldException held) {
                if (System.nanoTime() > end) {
                    throw held;
                }
            }
        }
    }

    private static MigrationId due(Journal journal, String name, Instant wakeAt, int priority) {
        MigrationId id = MigrationId.of(name);
        journal.create(
                migration(id, Optional.empty()),
                List.of(draft("Planned", "test")),
                new Summary(MigrationState.WAITING, 0.5, Optional.of(wakeAt), priority));
        return id;
    }

    private static MigrationId created(Journal journal, String name, Optional<String> scope) {
        MigrationId id = MigrationId.of(name);
        journal.create(migration(id, scope), List.of(draft("Planned", "test")), summary(MigrationState.PLANNED, 0));
        return id;
    }

    private static NewMigration migration(MigrationId id, Optional<String> scope) {
        return new NewMigration(id, MigrationType.CUSTOM, "Contract " + id, scope, HandlerId.of("contract", 1));
    }

    private static RecordDraft draft(String kind, String actor) {
        return new RecordDraft(kind, actor, "{}");
    }

    private static Summary running() {
        return summary(MigrationState.EXECUTING, 0.5);
    }

    private static Summary summary(MigrationState state, double fraction) {
        return new Summary(state, fraction, Optional.empty(), 0);
    }
}
