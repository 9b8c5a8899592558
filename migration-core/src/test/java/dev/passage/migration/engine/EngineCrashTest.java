package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault point of the executor, first to third hit, forward and on the way back: promise 3 (X1, R1). */
class EngineCrashTest {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final TestClock clock = new TestClock();
    private final InMemoryJournal journal = new InMemoryJournal(clock);
    private final Set<String> store = ConcurrentHashMap.newKeySet();

    @AfterEach
    void disarm() {
        FaultPoint.inject(null);
    }

    static Stream<Arguments> cases() {
        return ExecutorFaultPoints.all().stream()
                .flatMap(point -> Stream.of(1, 2, 3)
                        .flatMap(hit -> Stream.of(Arguments.of(point, hit, false), Arguments.of(point, hit, true))));
    }

    @ParameterizedTest(name = "{0}, hit {1}, back {2}")
    @MethodSource("cases")
    void hasExactlyOneContinuationAfterACrash(FaultPoint point, int hit, boolean back) throws InterruptedException {
        CountDownLatch crashed = crashAt(point, hit);
        MigrationController first = engine("first");
        MigrationPlan plan = first.plan(MigrationSpec.of(new Scripted.Settings("crash")));
        start(first, plan, back);
        // A point that this run never reaches is no crash; then the run comes to its end.
        if (!crashed.await(200, TimeUnit.MILLISECONDS)) {
            first.handle(plan.id()).await(Duration.ofMillis(300));
        }

        FaultPoint.inject(null);
        clock.advance(LEASE.plusSeconds(1));
        MigrationController second = engine("second");
        second.recover();
        MigrationState state =
                second.handle(plan.id()).await(Duration.ofSeconds(20)).state();
        if (back && state == MigrationState.COMPLETED) {
            state = second.rollback(plan.id(), RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS))
                    .await(Duration.ofSeconds(20))
                    .state();
        }

        assertThat(state).isEqualTo(back ? MigrationState.ROLLED_BACK : MigrationState.COMPLETED);
        assertThat(new TreeSet<>(store)).isEqualTo(back ? Set.of() : Set.of("a", "b"));
        second.close();
    }

    private static void start(MigrationController engine, MigrationPlan plan, boolean back)
            throws InterruptedException {
        engine.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
        if (back) {
            MigrationState state =
                    engine.handle(plan.id()).await(Duration.ofMillis(300)).state();
            if (state == MigrationState.COMPLETED) {
                engine.rollback(plan.id(), RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS));
            }
        }
    }

    private static CountDownLatch crashAt(FaultPoint point, int hit) {
        CountDownLatch crashed = new CountDownLatch(1);
        AtomicInteger hits = new AtomicInteger();
        FaultPoint.inject(reached -> {
            if (reached.equals(point) && hits.incrementAndGet() == hit) {
                crashed.countDown();
                throw new SimulatedCrashError(point);
            }
        });
        return crashed;
    }

    private MigrationController engine(String instance) {
        Scripted handler = new Scripted(plan -> {
            plan.step("a", StepKind.MIGRATION)
                    .run(c -> store.add("a"))
                    .check(c -> Check.equal("a is there", true, store.contains("a")))
                    .rollback("undo-a", c -> store.remove("a"));
            plan.step("b", StepKind.MIGRATION)
                    .after("a")
                    .run(c -> store.add("b"))
                    .check(c -> Check.equal("b is there", true, store.contains("b")))
                    .rollback("undo-b", c -> store.remove("b"));
        });
        handler.participants.add(new Witness());
        return MigrationEngine.builder()
                .journal(journal)
                .register(handler)
                .clock(clock)
                .instance(instance)
                .leaseDuration(LEASE)
                .pollInterval(Duration.ofHours(1))
                .build();
    }

    /** A participant that refuses tokens which shrink. */
    private static final class Witness implements Participant {
        private long highest;

        @Override
        public String name() {
            return "witness";
        }

        @Override
        public synchronized void raise(MigrationId migration, FencingToken token) {
            assertThat(token.value()).isGreaterThanOrEqualTo(highest);
            highest = token.value();
        }
    }
}
