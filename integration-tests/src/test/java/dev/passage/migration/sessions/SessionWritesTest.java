package dev.passage.migration.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.session.Session;
import dev.passage.migration.session.SessionBytes;
import dev.passage.migration.session.SessionEntry;
import dev.passage.migration.session.SessionId;
import dev.passage.migration.session.memory.InMemorySessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.move.SessionMove;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.fault.Seed;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host may rely on while its sessions are in two stores (S3, S4). */
@MigrationTest
final class SessionWritesTest {
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final SessionMove IN_TIME = SessionMove.of("web")
            .shadowing(TIME, 100)
            .observingLive(TIME)
            .rampingDown(TIME)
            .keepingSource(TIME);
    private static final SessionId ID = SessionId.of("a");

    private final InMemorySessionStore source = InMemorySessionStore.named("old");
    private final InMemorySessionStore target = InMemorySessionStore.named("new");
    private final UnsteadySessionStore unsteadySource = new UnsteadySessionStore(source);
    private final UnsteadySessionStore unsteadyTarget = new UnsteadySessionStore(target);

    /** Instances that write the same session in the same moment, one store failing now and then: both stores end the same. */
    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN"})
    void endTheSameInBothStores(SessionStage stage, MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab, lab.clock());
        MigratingSessionStore two = store(lab, lab.clock());
        RunningSessionMove.begin(lab, one, IN_TIME).reach(stage);
        UnsteadySessionStore second = stage.targetOwns() ? unsteadySource : unsteadyTarget;
        List<SessionId> ids = IntStream.range(0, 5)
                .mapToObj(number -> SessionId.of("id-" + number))
                .toList();
        second.failingOneIn(5);

        List<Thread> threads = new ArrayList<>();
        for (MigratingSessionStore instance : List.of(one, two, one, two)) {
            Random chance = new Random(Seed.ofThisRun() + threads.size());
            Thread thread = new Thread(() -> writeAtOnce(instance, ids, chance, lab.clock()));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        second.up();
        one.poll();

        assertThat(one.missedWrites() + two.missedWrites()).isPositive();
        assertThat(ids).allSatisfy(id -> assertThat(target.get(id)).isEqualTo(source.get(id)));
        assertThat(source.repairs("web", 10)).isEmpty();
        assertThat(target.repairs("web", 10)).isEmpty();
    }

    private static void writeAtOnce(MigratingSessionStore instance, List<SessionId> ids, Random chance, Clock clock) {
        for (int turn = 0; turn < 200; turn++) {
            SessionId id = ids.get(chance.nextInt(ids.size()));
            Instant until = clock.instant().plusSeconds(3_600 + chance.nextInt(100));
            SessionBytes value = SessionBytes.ofText("turn " + turn);
            Optional<Session> read = instance.find(id);
            if (read.isEmpty()) {
                instance.save(Session.starting(id, value, clock.instant(), until));
            } else if (chance.nextBoolean()) {
                instance.touch(read.get(), clock.instant(), until);
            } else {
                instance.save(read.get().withValue(value).touched(clock.instant(), until));
            }
            if (id.equals(ids.get(0)) && turn == 100) {
                instance.delete(id);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHADOW", "LIVE", "RAMP_DOWN", "COMPLETE"})
    void keepALoggedOutSessionLoggedOut(SessionStage stage, MigrationLab lab) throws InterruptedException {
        MigratingSessionStore one = store(lab, lab.clock());
        MigratingSessionStore two = store(lab, lab.clock());
        one.save(starting(lab));
        RunningSessionMove move = RunningSessionMove.begin(lab, one, IN_TIME).reach(stage);
        Session read = two.find(ID).orElseThrow();

        one.delete(ID);

        assertThat(two.save(read.withValue(SessionBytes.ofText("late")))).isEmpty();
        assertThat(two.touch(read, lab.clock().instant(), lab.clock().instant().plusSeconds(60)))
                .isEmpty();
        assertThat(two.find(ID)).isEmpty();
        assertThat(move.end().state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.find(ID)).isEmpty();
    }

    /** Which write is later is not told by clocks, and an expiry is copied as it is. */
    @Test
    void comeInTheirOrderWhateverTheClocksSay(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore fast = store(lab, Clock.offset(lab.clock(), Duration.ofMinutes(1)));
        MigratingSessionStore slow = store(lab, Clock.offset(lab.clock(), Duration.ofMinutes(-1)));
        RunningSessionMove move = RunningSessionMove.begin(lab, slow, IN_TIME).reach(SessionStage.SHADOW);
        Session first = starting(lab);
        Instant until = first.expiresAt().plusSeconds(77);

        fast.save(first);
        slow.save(slow.find(ID).orElseThrow().withValue(SessionBytes.ofText("second")));
        fast.touch(fast.find(ID).orElseThrow(), lab.clock().instant(), until);
        slow.save(slow.find(ID).orElseThrow().withValue(SessionBytes.ofText("third")));
        Optional<SessionEntry> inSource = source.get(ID);

        assertThat(target.get(ID)).isEqualTo(inSource);
        assertThat(move.end().state()).isEqualTo(MigrationState.COMPLETED);
        fast.poll();
        Session end = fast.find(ID).orElseThrow();
        assertThat(end.value()).isEqualTo(SessionBytes.ofText("third"));
        assertThat(end.expiresAt()).isEqualTo(until);
    }

    @Test
    void endASessionThatHasExpiredByItsOwnWord(MigrationLab lab) {
        MigratingSessionStore store = store(lab, lab.clock());
        Session session = store.save(starting(lab)).orElseThrow();
        Instant past = lab.clock().instant().minusSeconds(1);

        assertThat(store.touch(session, past, past)).isEmpty();
        assertThat(store.find(ID)).isEmpty();
        assertThat(store.save(session.touched(past, past))).isEmpty();
        assertThat(store.find(ID)).isEmpty();
    }

    @Test
    void allowOneMoveAtATime(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore store = store(lab, lab.clock());
        RunningSessionMove move = RunningSessionMove.begin(lab, store, IN_TIME).reach(SessionStage.SHADOW);

        List<Finding> findings =
                move.controller().plan(MigrationSpec.of(IN_TIME)).findings();

        assertThat(findings)
                .filteredOn(Finding::isBlocking)
                .extracting(Finding::code)
                .contains("SESSION_STAGE_NOT_OFF");
        assertThat(store.stage()).isEqualTo(SessionStage.SHADOW);
    }

    @Test
    void areNotLedBackByAWordForAnEarlierStage(MigrationLab lab) throws InterruptedException {
        MigratingSessionStore store = store(lab, lab.clock());
        RunningSessionMove move = RunningSessionMove.begin(lab, store, IN_TIME).reach(SessionStage.SHADOW);
        store.poll();
        String earlier = store.stageRecord().orElseThrow().backSignal();
        move.reach(SessionStage.LIVE);

        assertThatThrownBy(() -> move.controller().signal(move.id(), earlier, "on-call", "too late"))
                .isInstanceOf(RequestRefusedException.class);
        assertThat(move.end().state()).isEqualTo(MigrationState.COMPLETED);
    }

    private static Session starting(MigrationLab lab) {
        Instant now = lab.clock().instant();
        return Session.starting(ID, SessionBytes.ofText("first"), now, now.plus(TIME.multipliedBy(20)));
    }

    private MigratingSessionStore store(MigrationLab lab, Clock clock) {
        return MigratingSessionStore.named("web")
                .from(unsteadySource)
                .to(unsteadyTarget)
                .following(lab.journal())
                .clock(clock)
                .followingWithin(Duration.ofMillis(50))
                .restingAfterFailure(Duration.ofNanos(1))
                .build();
    }
}
