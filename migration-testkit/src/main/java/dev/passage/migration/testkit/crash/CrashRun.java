package dev.passage.migration.testkit.crash;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.engine.MigrationEngine;
import dev.passage.migration.engine.MigrationEngineBuilder;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.fault.FaultInjector;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.fault.SimulatedCrashError;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.testkit.clock.VirtualClock;
import dev.passage.migration.testkit.fault.FaultAction;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One migration from its plan to its end through the deaths of its processes. */
final class CrashRun implements AutoCloseable, FaultInjector {

    private static final Duration VIRTUAL_LEASE = Duration.ofSeconds(15);
    private static final Duration REAL_LEASE = Duration.ofMillis(600);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofMillis(100);

    private final CrashScenario scenario;
    private final List<CrashCase.Crash> crashes;
    private final VirtualClock clock = VirtualClock.create();
    private final Journal memory = new InMemoryJournal(clock);
    private final @Nullable UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private Map<String, Long> hits = new ConcurrentHashMap<>();
    private volatile CrashProcess process = new CrashProcess(clock);
    private volatile @Nullable Thread outside;
    private final AtomicReference<@Nullable Lease> held = new AtomicReference<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final BiConsumer<CrashProcess, FaultPoint> death;

    CrashRun(CrashScenario scenario, List<CrashCase.Crash> crashes) {
        this(scenario, crashes, CrashProcess::die);
    }

    CrashRun(CrashScenario scenario, List<CrashCase.Crash> crashes, BiConsumer<CrashProcess, FaultPoint> death) {
        this.scenario = scenario;
        this.crashes = crashes;
        this.death = death;
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (!(thrown instanceof SimulatedCrashError) && before != null) {
                before.uncaughtException(thread, thrown);
            }
        });
        FaultPoint.inject(this);
    }

    @Override
    public void reached(FaultPoint point) {
        if (Thread.currentThread().equals(outside)) {
            return;
        }
        CrashProcess present = process;
        present.mustLive(point);
        long hit = hits.merge(point.name(), 1L, Long::sum);
        int died = deaths.get();
        boolean here = died < crashes.size() && crashes.get(died).isAt(point.name(), hit);
        if (here && deaths.compareAndSet(died, died + 1)) {
            happen(crashes.get(died).action(), present, point);
        }
    }

    private void happen(CrashMatrix.Action action, CrashProcess present, FaultPoint point) {
        switch (action) {
            case DIE -> death.accept(present, point);
            case THROW -> throw new PlantedFailure(point);
            case LOSE_ACKNOWLEDGEMENT -> present.loseNextAcknowledgement();
            case DELAY -> FaultAction.delay(LATE).happen(point);
        }
    }

    /** What the code gets that reached a point. */
    private static final class PlantedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PlantedFailure(FaultPoint point) {
            super("Planted by the test at " + point.name() + ".");
        }
    }

    /** Whether a process that lives on has to look for its migration again. */
    private boolean isDisturbed() {
        return deaths.get() > 0 && crashes.get(deaths.get() - 1).action() != CrashMatrix.Action.DIE;
    }

    /** How often each point was reached by the present process. */
    Map<String, Long> hits() {
        return new TreeMap<>(hits);
    }

    boolean diedEverywhere() {
        return deaths.get() == crashes.size();
    }

    /** Starts process after process until one ends the migration, then checks the end. */
    void toTheEnd() throws Exception {
        Optional<MigrationResult> end = Optional.empty();
        while (end.isEmpty()) {
            end = oneProcess();
        }
        scenario.check(end.get());
    }

    /** Lets the migration go on in this process until it ends or the process dies. */
    void inOneProcess() throws Exception {
        oneProcess();
    }

    private Optional<MigrationResult> oneProcess() throws Exception {
        CrashProcess present = process;
        Optional<Journal> real = scenario.journal(present);
        real.ifPresent(this::expireLeaseOfTheDead);
        MigrationEngineBuilder builder = MigrationEngine.builder()
                .journal(new MortalJournal(real.orElse(memory), present, held))
                .clock(real.isPresent() ? Clock.systemUTC() : clock)
                .leaseDuration(real.isPresent() ? REAL_LEASE : VIRTUAL_LEASE)
                .pollInterval(GLANCE);
        scenario.handlers(present).forEach(builder::register);
        try (MigrationController controller = builder.build()) {
            return Optional.of(checked(controller, drive(controller, present)));
        } catch (SimulatedCrashError death) {
            return Optional.empty();
        } catch (RuntimeException failure) {
            if (!present.isDead() && !(failure instanceof PlantedFailure)) {
                throw failure;
            }
            return Optional.empty();
        } finally {
            if (present.isDead()) {
                clock.advance(VIRTUAL_LEASE.plusSeconds(1));
                hits = new ConcurrentHashMap<>();
                process = new CrashProcess(clock);
            }
        }
    }

    /** A database's clock cannot be turned on: the lease of the dead process ends now, as it would by itself. */
    @SuppressWarnings("EmptyCatch")
    private void expireLeaseOfTheDead(Journal journal) {
        Lease lease = held.getAndSet(null);
        if (lease != null) {
            outside = Thread.currentThread();
            try {
                journal.release(lease);
            } catch (JournalException stillBroken) {
                // A pool may still hand out a connection that was cut; the lease ends by itself, a little later.
            } finally {
                outside = null;
            }
        }
    }

    private MigrationResult drive(MigrationController controller, CrashProcess present) throws Exception {
        MigrationId migration = begun(controller);
        MigrationResult result = rest(controller, migration, present);
        if (scenario.rollsBack() && (result.state() == MigrationState.COMPLETED || isRipe(result))) {
            scenario.beforeRollback(present);
            controller.rollback(
                    migration,
                    RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS).by("crash"));
            result = rest(controller, migration, present);
        }
        return result;
    }

    private MigrationId begun(MigrationController controller) {
        List<MigrationHead> known = controller.migrations(1);
        if (!known.isEmpty() && known.get(0).summary().state() != MigrationState.PLANNED) {
            controller.recover();
            return known.get(0).id();
        }
        MigrationPlan plan = known.isEmpty()
                ? controller.plan(scenario.spec())
                : controller.planOf(known.get(0).id());
        controller.execute(plan.id(), Approval.of(plan.digest()).by("crash"));
        return plan.id();
    }

    private MigrationResult rest(MigrationController controller, MigrationId migration, CrashProcess present)
            throws InterruptedException {
        while (System.nanoTime() < deadline) {
            present.mustLive(FaultPoint.named("testkit.process.dead"));
            MigrationResult result = controller.handle(migration).await(GLANCE);
            MigrationState state = result.state();
            Optional<String> choice =
                    state == MigrationState.BLOCKED ? scenario.decides(result.status()) : Optional.empty();
            if (choice.isPresent()) {
                controller.decide(migration, choice.get(), "crash", "the scenario says so");
                continue;
            }
            if (state.isTerminal() || state == MigrationState.BLOCKED || state == MigrationState.PAUSED) {
                return result;
            }
            if (isDisturbed()) {
                controller.recover();
            }
            if (isRipe(result)) {
                return result;
            }
            if (state == MigrationState.WAITING) {
                result.status().wakeAt().ifPresent(wake -> {
                    Duration left = Duration.between(clock.instant(), wake);
                    clock.advance(left.isNegative() ? Duration.ZERO : left);
                });
                controller.recover();
            }
        }
        throw new AssertionError(
                "The migration did not come to rest within " + PATIENCE + ": " + controller.status(migration));
    }

    private boolean isRipe(MigrationResult result) {
        return scenario.rollsBack()
                && result.state() == MigrationState.WAITING
                && result.status().steps().stream()
                        .filter(step -> step.state() == StepState.WAITING)
                        .anyMatch(step -> scenario.rollsBackFrom(step.id()));
    }

    private MigrationResult checked(MigrationController controller, MigrationResult result) {
        MigrationState expected = scenario.rollsBack() ? MigrationState.ROLLED_BACK : MigrationState.COMPLETED;
        if (result.state() != expected) {
            throw new AssertionError("The migration should be " + expected + " in the end but is " + result.status());
        }
        MigrationId migration = result.status().id();
        if (controller.history(migration).isEmpty()) {
            throw new AssertionError("The journal of the migration is empty.");
        }
        boolean left = scenario.rollsBack()
                && controller.resources(migration).stream().anyMatch(resource -> !resource.released());
        if (left) {
            throw new AssertionError("The rollback left resources behind: " + controller.resources(migration));
        }
        return result;
    }

    @Override
    public void close() {
        FaultPoint.inject(null);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }
}
