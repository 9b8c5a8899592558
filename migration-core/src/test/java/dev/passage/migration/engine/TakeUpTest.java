package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.MigrationController;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An instance runs a migration once, however many of its threads find it due (X2). */
class TakeUpTest {
    private final TestClock clock = new TestClock();
    private final InMemoryJournal stored = new InMemoryJournal(clock);
    private final AtomicInteger leases = new AtomicInteger();
    private final CompletableFuture<Thread> poll = new CompletableFuture<>();

    @Test
    void isTakenUpOnceWhenItIsStartedAndFoundDueAtTheSameTime() throws InterruptedException {
        CompletableFuture<MigrationController> engine = new CompletableFuture<>();
        engine.complete(MigrationEngine.builder()
                .journal(recoveringWhileAcquiring(engine))
                .register(new Scripted(
                        plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless()))
                .clock(clock)
                .pollInterval(Duration.ofHours(1))
                .build());
        MigrationPlan plan = engine.join().plan(MigrationSpec.of(new Scripted.Settings("test")));

        MigrationState state = engine.join()
                .execute(plan.id(), Approval.of(plan.digest()).by("on-call"))
                .await(Duration.ofSeconds(20))
                .state();
        poll.join().join(20_000);
        engine.join().close();

        assertThat(state).isEqualTo(MigrationState.COMPLETED);
        assertThat(leases).hasValue(1);
    }

    /** A journal in which a poll of the same engine falls into the first request for a lease. */
    private Journal recoveringWhileAcquiring(CompletableFuture<MigrationController> engine) {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("acquire") && leases.incrementAndGet() == 1) {
                        Thread polling = new Thread(() -> engine.join().recover());
                        poll.complete(polling);
                        polling.start();
                        while (polling.isAlive() && polling.getState() != Thread.State.WAITING) {
                            Thread.onSpinWait();
                        }
                    }
                    try {
                        return method.invoke(stored, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
