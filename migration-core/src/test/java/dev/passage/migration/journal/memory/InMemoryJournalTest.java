package dev.passage.migration.journal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.LeaseHeldException;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The journal that forgets keeps every other rule of a journal (X1, X2, O4). */
final class InMemoryJournalTest {
    private static final MigrationId FIRST = MigrationId.of("m-1");
    private static final MigrationId SECOND = MigrationId.of("m-2");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MovedClock clock = new MovedClock();
    private final InMemoryJournal journal = new InMemoryJournal(clock);

    @Nested
    final class Records {

        @Test
        void areNumberedAndChained() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);

            List<JournalRecord> added =
                    journal.append(lease, List.of(draft("One"), draft("Two")), in(MigrationState.EXECUTING));

            List<JournalRecord> all = journal.read(FIRST, 0);
            assertThat(all).extracting(JournalRecord::sequence).containsExactly(1L, 2L, 3L);
            assertThat(all.get(0).follows(1, JournalRecord.NO_HASH)).isTrue();
            assertThat(all.get(1).follows(2, all.get(0).hash())).isTrue();
            assertThat(all.get(2).follows(3, all.get(1).hash())).isTrue();
            assertThat(all.subList(1, 3)).isEqualTo(added);
        }

        @Test
        void carryTheTokenOfTheirWriter() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);

            JournalRecord record = journal.append(lease, List.of(draft("One")), in(MigrationState.EXECUTING))
                    .get(0);

            assertThat(record.token()).isEqualTo(lease.token());
            assertThat(journal.read(FIRST, 0).get(0).token()).isEqualTo(FencingToken.NONE);
        }

        @Test
        void areReadFromAPlaceOn() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);
            journal.append(lease, List.of(draft("One"), draft("Two")), in(MigrationState.EXECUTING));

            assertThat(journal.read(FIRST, 2)).extracting(JournalRecord::kind).containsExactly("Two");
            assertThat(journal.read(FIRST, 3)).isEmpty();
            assertThat(journal.read(FIRST, 9)).isEmpty();
        }

        @Test
        void areNotAddedTwiceUnderOneId() {
            create(FIRST);

            assertThatThrownBy(() -> create(FIRST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("m-1");
            assertThat(journal.read(FIRST, 0)).hasSize(1);
        }

        @Test
        void ofAnUnknownMigrationCannotBeRead() {
            assertThatThrownBy(() -> journal.read(FIRST, 0)).isInstanceOf(UnknownMigrationException.class);
            assertThatThrownBy(() -> journal.acquire(FIRST, "node-a", MINUTE))
                    .isInstanceOf(UnknownMigrationException.class);
            assertThatThrownBy(() -> journal.request(FIRST, 1, draft("Pause"), Optional.empty()))
                    .isInstanceOf(UnknownMigrationException.class);
            assertThat(journal.head(FIRST)).isEmpty();
        }

        @Test
        void ofManyThreadsFormOneChain() throws Exception {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);
            ExecutorService threads = Executors.newFixedThreadPool(4);

            List<Future<List<JournalRecord>>> written = new ArrayList<>();
            for (int number = 0; number < 200; number++) {
                written.add(threads.submit(
                        () -> journal.append(lease, List.of(draft("One")), in(MigrationState.EXECUTING))));
            }
            for (Future<List<JournalRecord>> one : written) {
                one.get();
            }
            threads.shutdown();

            assertThat(journal.read(FIRST, 0)).hasSize(201);
            assertThat(journal.head(FIRST).orElseThrow().lastSequence()).isEqualTo(201);
        }
    }

    @Nested
    final class Requests {

        @Test
        void areStoredWhereTheCallerLooked() {
            create(FIRST);

            Optional<JournalRecord> stored =
                    journal.request(FIRST, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED)));

            assertThat(stored).hasValueSatisfying(record -> {
                assertThat(record.sequence()).isEqualTo(2);
                assertThat(record.token()).isEqualTo(FencingToken.NONE);
            });
            assertThat(state(FIRST)).isEqualTo(MigrationState.QUEUED);
        }

        @Test
        void areNotStoredWhenTheCallerMustLookAgain() {
            create(FIRST);
            journal.request(FIRST, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED)));

            Optional<JournalRecord> late =
                    journal.request(FIRST, 1, draft("Cancel"), Optional.of(in(MigrationState.CANCELLED)));

            assertThat(late).isEmpty();
            assertThat(journal.read(FIRST, 0)).hasSize(2);
            assertThat(state(FIRST)).isEqualTo(MigrationState.QUEUED);
        }

        @Test
        void leaveTheSummaryAloneWhenTheyBringNone() {
            create(FIRST);

            journal.request(FIRST, 1, draft("Signalled"), Optional.empty());

            assertThat(state(FIRST)).isEqualTo(MigrationState.PLANNED);
        }
    }

    @Nested
    final class Leases {

        @Test
        void raiseTheTokenEachTime() {
            create(FIRST);

            Lease first = journal.acquire(FIRST, "node-a", MINUTE);
            Lease again = journal.acquire(FIRST, "node-a", MINUTE);

            assertThat(again.token().value()).isEqualTo(first.token().value() + 1);
        }

        @Test
        void areHeldByOneOnly() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);

            assertThatThrownBy(() -> journal.acquire(FIRST, "node-b", MINUTE))
                    .isInstanceOfSatisfying(LeaseHeldException.class, held -> {
                        assertThat(held.owner()).isEqualTo("node-a");
                        assertThat(held.expiresAt()).isEqualTo(lease.expiresAt());
                    });
        }

        @Test
        void areTakenOverWhenExpiredAndFenceTheFormerHolderOff() {
            create(FIRST);
            Lease old = journal.acquire(FIRST, "node-a", MINUTE);
            clock.advance(MINUTE);

            Lease taken = journal.acquire(FIRST, "node-b", MINUTE);

            assertThat(taken.token()).isGreaterThan(old.token());
            assertThatThrownBy(() -> journal.append(old, List.of(draft("One")), in(MigrationState.COMPLETED)))
                    .isInstanceOf(LeaseLostException.class);
            assertThatThrownBy(() -> journal.renew(old, MINUTE)).isInstanceOf(LeaseLostException.class);
            assertThat(journal.read(FIRST, 0)).hasSize(1);
            assertThat(state(FIRST)).isEqualTo(MigrationState.PLANNED);
        }

        @Test
        void lastLongerWhenRenewed() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);
            clock.advance(Duration.ofSeconds(50));

            Lease renewed = journal.renew(lease, MINUTE);
            clock.advance(Duration.ofSeconds(50));

            assertThat(renewed.token()).isEqualTo(lease.token());
            assertThatThrownBy(() -> journal.acquire(FIRST, "node-b", MINUTE)).isInstanceOf(LeaseHeldException.class);
        }

        @Test
        void areFreeWhenGivenBack() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);

            journal.release(lease);

            assertThat(journal.acquire(FIRST, "node-b", MINUTE).token()).isGreaterThan(lease.token());
        }

        @Test
        void areNotGivenBackByAFormerHolder() {
            create(FIRST);
            Lease old = journal.acquire(FIRST, "node-a", MINUTE);
            clock.advance(MINUTE);
            journal.acquire(FIRST, "node-b", MINUTE);

            journal.release(old);

            assertThatThrownBy(() -> journal.acquire(FIRST, "node-c", MINUTE)).isInstanceOf(LeaseHeldException.class);
        }
    }

    @Nested
    final class Scopes {

        @Test
        void areHeldByOneMigration() {
            create(FIRST);
            create(SECOND);
            journal.request(FIRST, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED)));

            assertThatThrownBy(
                            () -> journal.request(SECOND, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED))))
                    .isInstanceOf(RequestRefusedException.class)
                    .hasMessageContaining("m-1")
                    .hasMessageContaining("tenant:acme");
            assertThat(journal.read(SECOND, 0)).hasSize(1);
            assertThat(state(SECOND)).isEqualTo(MigrationState.PLANNED);
        }

        @Test
        void areRefusedToAppendedRecordsToo() {
            create(FIRST);
            create(SECOND);
            journal.request(FIRST, 1, draft("Approved"), Optional.of(in(MigrationState.FAILED)));
            Lease lease = journal.acquire(SECOND, "node-a", MINUTE);

            assertThatThrownBy(() -> journal.append(lease, List.of(draft("One")), in(MigrationState.EXECUTING)))
                    .isInstanceOf(RequestRefusedException.class);
            assertThat(journal.read(SECOND, 0)).hasSize(1);
        }

        @Test
        void areFreeWhenTheirMigrationHasEnded() {
            create(FIRST);
            create(SECOND);
            journal.request(FIRST, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED)));
            journal.request(FIRST, 2, draft("Cancel"), Optional.of(in(MigrationState.CANCELLED)));

            journal.request(SECOND, 1, draft("Approved"), Optional.of(in(MigrationState.QUEUED)));

            assertThat(state(SECOND)).isEqualTo(MigrationState.QUEUED);
        }
    }

    @Nested
    final class Heads {

        @Test
        void comeLastPlannedFirst() {
            create(FIRST);
            clock.advance(MINUTE);
            create(SECOND);

            assertThat(journal.heads(10)).extracting(MigrationHead::id).containsExactly(SECOND, FIRST);
            assertThat(journal.heads(1)).extracting(MigrationHead::id).containsExactly(SECOND);
        }

        @Test
        void showTheLastRecordAndTheLease() {
            create(FIRST);
            Lease lease = journal.acquire(FIRST, "node-a", MINUTE);
            clock.advance(Duration.ofSeconds(5));
            JournalRecord last = journal.append(lease, List.of(draft("One")), in(MigrationState.EXECUTING))
                    .get(0);

            MigrationHead head = journal.head(FIRST).orElseThrow();

            assertThat(head.lastSequence()).isEqualTo(2);
            assertThat(head.lastHash()).isEqualTo(last.hash());
            assertThat(head.updatedAt()).isEqualTo(last.at());
            assertThat(head.owner()).contains("node-a");
            assertThat(head.leaseExpiresAt()).contains(lease.expiresAt());
        }

        @Test
        void areDueByPriorityThenWakeUpOnceTheirTimeHasCome() {
            Instant now = clock.instant();
            createDue("late", Optional.of(now.plusSeconds(1)), 9);
            createDue("second", Optional.of(now), 0);
            createDue("first", Optional.of(now.minusSeconds(1)), 0);
            createDue("urgent", Optional.of(now), 5);
            createDue("asleep", Optional.empty(), 9);
            createDue("held", Optional.of(now), 9);
            journal.acquire(MigrationId.of("held"), "node-a", MINUTE);

            assertThat(journal.due(10))
                    .extracting(head -> head.id().value())
                    .containsExactly("urgent", "first", "second");
            assertThat(journal.due(2)).hasSize(2);
        }

        @Test
        void areDueAgainWhenTheirLeaseHasExpired() {
            createDue("held", Optional.of(clock.instant()), 0);
            journal.acquire(MigrationId.of("held"), "node-a", MINUTE);
            clock.advance(MINUTE);

            assertThat(journal.due(10)).hasSize(1);
        }

        private void createDue(String id, Optional<Instant> wakeAt, int priority) {
            NewMigration migration = new NewMigration(
                    MigrationId.of(id), MigrationType.DATA, "Move", Optional.empty(), HandlerId.of("move", 1));
            journal.create(
                    migration, List.of(draft("Planned")), new Summary(MigrationState.QUEUED, 0, wakeAt, priority));
        }
    }

    @Test
    void refusesWhatNoJournalTakes() {
        create(FIRST);
        Lease lease = journal.acquire(FIRST, "node-a", MINUTE);

        List<ThrowingCallable> wrong = List.of(
                () -> journal.append(lease, List.of(), in(MigrationState.EXECUTING)),
                () -> journal.acquire(FIRST, "", MINUTE),
                () -> journal.acquire(FIRST, "node-a", Duration.ZERO),
                () -> journal.renew(lease, Duration.ofSeconds(-1)),
                () -> journal.read(FIRST, -1),
                () -> journal.heads(0),
                () -> journal.due(0));

        assertThat(wrong).allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class));
        assertThat(journal.read(FIRST, 0)).hasSize(1);
    }

    private void create(MigrationId id) {
        NewMigration migration =
                new NewMigration(id, MigrationType.DATA, "Move", Optional.of("tenant:acme"), HandlerId.of("move", 1));
        journal.create(migration, List.of(draft("Planned")), in(MigrationState.PLANNED));
    }

    private MigrationState state(MigrationId id) {
        return journal.head(id).orElseThrow().summary().state();
    }

    private static RecordDraft draft(String kind) {
        return new RecordDraft(kind, "tester", "{}");
    }

    private static Summary in(MigrationState state) {
        return new Summary(state, 0, Optional.empty(), 0);
    }

    /** A clock that a test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
