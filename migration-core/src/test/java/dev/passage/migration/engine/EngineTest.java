package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.ConflictStrategy;
import dev.passage.migration.MigrationController;
import dev.passage.migration.MigrationHandle;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.failure.ApprovalRefusedException;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.HandlerUnavailableException;
import dev.passage.migration.failure.PlanDriftException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.failure.RequestRefusedException;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.memory.InMemoryJournal;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.status.StepState;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host sees of the engine: X1, X3-X6, X8-X12, P5, R1, R2. */
class EngineTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final InMemoryJournal journal = new InMemoryJournal(clock);
    private final List<MigrationController> open = new ArrayList<>();

    /** What the first step of a test returns. */
    public record Counted(int rows) {}

    @AfterEach
    void closeEngines() {
        open.forEach(MigrationController::close);
    }

    @Test
    void runsStepsInOrderOfTheirDependencies() throws InterruptedException {
        List<String> ran = new ArrayList<>();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("second", StepKind.MIGRATION)
                    .after("first")
                    .run(c -> ran.add("second"))
                    .harmless();
            plan.step("first", StepKind.MIGRATION).run(c -> ran.add("first")).harmless();
        }));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(ran).containsExactly("first", "second");
        assertThat(result.status().fraction()).isEqualTo(1);
    }

    @Test
    void handsTheOutputOfAStepToLaterSteps() throws InterruptedException {
        AtomicInteger seen = new AtomicInteger();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("count", StepKind.PREPARATION)
                    .runToOutcome(c -> StepOutcome.done(new Counted(7)))
                    .harmless();
            plan.step("use", StepKind.MIGRATION)
                    .after("count")
                    .run(c -> seen.set(c.output("count", Counted.class).rows()))
                    .harmless();
        }));

        execute(engine, ExecutionOptions.USUAL);

        assertThat(seen).hasValue(7);
    }

    @Test
    void retriesAFailedStepAndSaysSo() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        MigrationController engine = engine(new Scripted(plan -> plan.step("flaky", StepKind.MIGRATION)
                .retry(Retry.fixed(3, Duration.ZERO))
                .run(c -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("secret value 4711");
                    }
                })
                .harmless()));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(result.status().warnings()).anyMatch(warning -> warning.contains("flaky needed 3 attempts"));
        assertThat(journal.read(result.status().id(), 0).toString()).doesNotContain("4711");
    }

    @Test
    void rollsBackInReverseOrderOfIntentWhenAStepFails() throws InterruptedException {
        List<String> undone = new ArrayList<>();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("a", StepKind.MIGRATION).run(c -> {}).rollback("undo-a", c -> undone.add("a"));
            plan.step("b", StepKind.MIGRATION).after("a").run(c -> {}).rollback("undo-b", c -> undone.add("b"));
            plan.step("c", StepKind.MIGRATION)
                    .after("b")
                    .retry(Retry.none())
                    .run(c -> {
                        throw new IllegalStateException();
                    })
                    .rollback("undo-c", c -> undone.add("c"));
        }));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).containsExactly("c", "b", "a");
        assertThat(result.status().failure()).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.STEP_FAILED);
            assertThat(failure.message()).contains("Step c").contains("IllegalStateException");
        });
    }

    @Test
    void stopsAtAFailureWhenNotToRollBackAndResumesWithoutRepeatingFinishedSteps() throws InterruptedException {
        AtomicInteger first = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean(true);
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("first", StepKind.MIGRATION)
                    .run(c -> first.incrementAndGet())
                    .harmless();
            plan.step("second", StepKind.MIGRATION)
                    .after("first")
                    .retry(Retry.none())
                    .run(c -> {
                        if (broken.get()) {
                            throw new IllegalStateException();
                        }
                    })
                    .harmless();
        }));
        MigrationResult failed = execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));
        broken.set(false);

        MigrationResult resumed =
                engine.resume(failed.status().id(), "on-call", "mended").await(LIMIT);

        assertThat(failed.state()).isEqualTo(MigrationState.FAILED);
        assertThat(resumed.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(first).hasValue(1);
    }

    @Test
    void neverCompletesWhenACheckFailsOrWasSkipped() throws InterruptedException {
        for (Check check : List.of(Check.failed("rows", "1 missing"), Check.skipped("rows", "no time"))) {
            MigrationController engine = engine(new Scripted(plan -> plan.step("verify", StepKind.VERIFICATION)
                    .run(c -> {})
                    .check(c -> check)
                    .harmless()));

            MigrationResult result = execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));

            assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
            assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(FailureKind.DATA_CORRUPTION);
        }
    }

    @Test
    void callsTheCancelHookOfAStepThatTakesTooLong() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        MigrationController engine = engine(new Scripted(plan -> plan.step("slow", StepKind.MIGRATION)
                .retry(Retry.none())
                .timeout(Duration.ofMillis(100))
                .run(c -> {
                    c.onCancel(cancelled::countDown);
                    boolean hooked = false;
                    while (!hooked) {
                        try {
                            hooked = cancelled.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException ignoredAsDriversDo) {
                            hooked = false;
                        }
                    }
                })
                .harmless()));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL.withRollbackOnFailure(false));

        assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(cancelled.getCount()).isZero();
    }

    @Test
    void runsIndependentStepsAtOnceUpToTheLimit() throws InterruptedException {
        CyclicBarrier bothInside = new CyclicBarrier(2);
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("left", StepKind.MIGRATION)
                    .run(c -> bothInside.await(10, TimeUnit.SECONDS))
                    .harmless();
            plan.step("right", StepKind.MIGRATION)
                    .run(c -> bothInside.await(10, TimeUnit.SECONDS))
                    .harmless();
        }));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL.withParallelism(2));

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void waitsSevenDaysWithoutAThreadAndGoesOnAfterARestart() throws InterruptedException {
        AtomicBoolean cleaned = new AtomicBoolean();
        Scripted handler = new Scripted(plan -> {
            plan.step("move", StepKind.MIGRATION).run(c -> {}).harmless();
            plan.step("clean", StepKind.CLEANUP)
                    .after("move")
                    .waitFor(Duration.ofDays(7))
                    .run(c -> cleaned.set(true))
                    .harmless();
        });
        MigrationController first = engine(handler);
        MigrationResult waiting = execute(first, ExecutionOptions.USUAL.withTimeout(Duration.ofHours(1)));
        first.close();
        MigrationController second = engine(handler);

        clock.advance(Duration.ofDays(6));
        assertThat(second.recover()).isEmpty();
        clock.advance(Duration.ofDays(2));
        second.recover();
        MigrationResult result = second.handle(waiting.status().id()).await(LIMIT);

        assertThat(waiting.state()).isEqualTo(MigrationState.WAITING);
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(cleaned).isTrue();
    }

    @Test
    void waitsForASignalAndRefusesOneItDoesNotWaitFor() throws InterruptedException {
        MigrationController engine = engine(new Scripted(plan -> plan.step("retire", StepKind.CLEANUP)
                .waitForSignal("go")
                .run(c -> {})
                .harmless()));
        MigrationResult waiting = execute(engine, ExecutionOptions.USUAL);
        MigrationId id = waiting.status().id();

        assertThatThrownBy(() -> engine.signal(id, "other", "on-call")).isInstanceOf(RequestRefusedException.class);
        engine.signal(id, "go", "on-call");

        assertThat(waiting.state()).isEqualTo(MigrationState.WAITING);
        assertThat(engine.handle(id).await(LIMIT).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void asksAPersonAndGoesOnWithTheChoice() throws InterruptedException {
        MigrationController engine = engine(new Scripted(plan -> plan.step("ask", StepKind.MIGRATION)
                .runToOutcome(c -> c.decision()
                        .map(choice -> {
                            c.note("chosen", choice);
                            return StepOutcome.done();
                        })
                        .orElseGet(() -> StepOutcome.blocked("Which?", new Choice("left", "goes left"))))
                .harmless()));
        MigrationResult blocked = execute(engine, ExecutionOptions.USUAL);
        MigrationId id = blocked.status().id();

        assertThatThrownBy(() -> engine.decide(id, "right", "on-call", "")).isInstanceOf(RequestRefusedException.class);
        engine.decide(id, "left", "on-call", "because");
        MigrationResult result = engine.handle(id).await(LIMIT);

        assertThat(blocked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(blocked.status().question()).contains("Which?");
        assertThat(blocked.status().choices()).extracting(Choice::name).containsExactly("left");
        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(result.status().steps().get(0).notes()).containsEntry("chosen", "left");
    }

    @Test
    void pausesAtASafePointFromAnotherInstanceAndGoesOnWhenResumed() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean pausedOnce = new AtomicBoolean();
        Scripted handler = new Scripted(plan -> plan.step("long", StepKind.MIGRATION)
                .runToOutcome(c -> {
                    inside.countDown();
                    while (!pausedOnce.get()) {
                        if (c.stopRequested()) {
                            pausedOnce.set(true);
                            return StepOutcome.stopped();
                        }
                        Thread.onSpinWait();
                    }
                    return StepOutcome.done();
                })
                .harmless());
        MigrationController runner = engine(handler);
        MigrationController other = engine(handler);
        MigrationPlan plan = runner.plan(spec(ExecutionOptions.USUAL));
        MigrationHandle run = runner.execute(plan.id(), approval(plan));
        inside.await();

        other.pause(plan.id(), "on-call", "lunch");
        MigrationResult paused = run.await(LIMIT);
        MigrationResult resumed = other.resume(plan.id(), "on-call", "back").await(LIMIT);

        assertThat(paused.state()).isEqualTo(MigrationState.PAUSED);
        assertThat(resumed.state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void cancelRollsBackWhatWasDone() throws InterruptedException {
        AtomicBoolean undone = new AtomicBoolean();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> undone.set(true));
            plan.step("wait", StepKind.CLEANUP)
                    .after("do")
                    .waitForSignal("go")
                    .run(c -> {})
                    .harmless();
        }));
        MigrationResult waiting = execute(engine, ExecutionOptions.USUAL);

        engine.cancel(waiting.status().id(), "on-call", "not wanted");
        MigrationResult result = engine.handle(waiting.status().id()).await(LIMIT);

        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).isTrue();
    }

    @Test
    void rollsBackByHandAfterCompletionUnlessAPointOfNoReturnIsPassed() throws InterruptedException {
        AtomicBoolean undone = new AtomicBoolean();
        MigrationController engine = engine(new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> undone.set(true))));
        MigrationController final2 = engine(new Scripted(
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).pointOfNoReturn()));
        RollbackOptions options = RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS);

        MigrationResult done = execute(engine, ExecutionOptions.USUAL);
        MigrationResult back = engine.rollback(done.status().id(), options).await(LIMIT);
        MigrationResult gone = execute(final2, ExecutionOptions.USUAL);

        assertThat(back.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(undone).isTrue();
        assertThatThrownBy(() -> final2.rollback(gone.status().id(), options))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("point of no return");
    }

    @Test
    void aRollbackThatKeepsFailingSaysWhatIsLeftAndCanBeTriedAgain() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean(true);
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("do", StepKind.MIGRATION).run(c -> {}).rollback("undo", c -> {
                if (broken.get()) {
                    throw StepFailedException.fatal(
                            FailureKind.DEPENDENCY_UNAVAILABLE, "Store is gone.", "Bring it back.");
                }
            });
        }));
        MigrationResult done = execute(engine, ExecutionOptions.USUAL);
        RollbackOptions options = RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS);

        MigrationResult stuck = engine.rollback(done.status().id(), options).await(LIMIT);
        broken.set(false);
        MigrationResult again = engine.rollback(done.status().id(), options).await(LIMIT);

        assertThat(stuck.state()).isEqualTo(MigrationState.ROLLBACK_FAILED);
        assertThat(stuck.status().steps().get(0).state()).isEqualTo(StepState.ROLLBACK_FAILED);
        assertThat(stuck.status().failure().orElseThrow().message()).contains("Store is gone.");
        assertThat(again.state()).isEqualTo(MigrationState.ROLLED_BACK);
    }

    @Test
    void anErrorLeavesATruthfulStatus() throws InterruptedException {
        MigrationController engine = engine(new Scripted(plan -> plan.step("boom", StepKind.MIGRATION)
                .run(c -> {
                    throw new StackOverflowError();
                })
                .harmless()));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.FAILED);
        assertThat(result.status().steps().get(0).state()).isEqualTo(StepState.FAILED);
        assertThat(result.status().failure().orElseThrow().kind()).isEqualTo(FailureKind.INSUFFICIENT_RESOURCES);
    }

    @Test
    void givesTheLeaseBackOnlyWhenNoStepActsAnyMore() throws InterruptedException {
        CountDownLatch acting = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicBoolean heldWhileActing = new AtomicBoolean();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("fails", StepKind.MIGRATION)
                    .run(c -> {
                        acting.await();
                        throw new AssertionError("planted");
                    })
                    .harmless();
            plan.step("acts", StepKind.MIGRATION)
                    .run(c -> {
                        c.onCancel(cancelled::countDown);
                        acting.countDown();
                        cancelled.await();
                        heldWhileActing.set(journal.heads(1).get(0).owner().isPresent());
                    })
                    .harmless();
        }));

        MigrationResult result =
                execute(engine, ExecutionOptions.USUAL.withParallelism(2).withRollbackOnFailure(false));

        assertThat(result.state()).isEqualTo(MigrationState.FAILED);
        assertThat(cancelled.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(heldWhileActing).isTrue();
    }

    @Test
    void refusesAnApprovalOfAnotherDigest() {
        MigrationController engine = engine(simple());
        MigrationPlan plan = engine.plan(spec(ExecutionOptions.USUAL));
        PlanDigest other = PlanDigest.of("sha256:" + "0".repeat(64));

        assertThatThrownBy(() -> engine.execute(plan.id(), Approval.of(other).by("on-call")))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining(plan.digest().value());
        assertThat(engine.status(plan.id()).state()).isEqualTo(MigrationState.PLANNED);
    }

    @Test
    void needsTwoPeopleOtherThanTheRequesterWhenAskedTo() throws InterruptedException {
        MigrationController engine = engine(simple());
        MigrationPlan plan = engine.plan(spec(ExecutionOptions.USUAL.requiringTwoApprovals()));
        Approval first = Approval.of(plan.digest()).by("anna");

        MigrationHandle run = engine.execute(plan.id(), first);

        assertThat(run.status().state()).isEqualTo(MigrationState.AWAITING_APPROVAL);
        assertThatThrownBy(() -> engine.execute(plan.id(), first)).isInstanceOf(ApprovalRefusedException.class);
        assertThatThrownBy(() ->
                        engine.execute(plan.id(), Approval.of(plan.digest()).by("tester")))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining("asked for it");
        assertThat(engine.execute(plan.id(), Approval.of(plan.digest()).by("bert"))
                        .await(LIMIT)
                        .state())
                .isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void needsASuccessfulDryRunWhenAskedTo() throws InterruptedException {
        MigrationController engine = engine(simple());
        MigrationPlan plan = engine.plan(spec(ExecutionOptions.USUAL.requiringDryRun()));

        assertThatThrownBy(() -> engine.execute(plan.id(), approval(plan)))
                .isInstanceOf(ApprovalRefusedException.class)
                .hasMessageContaining("dry run");
        assertThat(engine.dryRun(plan.id()).isSuccessful()).isTrue();
        assertThat(engine.execute(plan.id(), approval(plan)).await(LIMIT).state())
                .isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void refusesAPlanWithBlockingFindings() {
        Scripted handler = simple();
        handler.assessment = () -> Assessment.NONE.withFindings(
                List.of(Finding.blocking("x", "table \"t\"", "It has no key.", "Give it one.")));
        MigrationController engine = engine(handler);
        MigrationPlan plan = engine.plan(spec(ExecutionOptions.USUAL));

        assertThatThrownBy(() -> engine.execute(plan.id(), approval(plan)))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("It has no key.");
    }

    @Test
    void refusesToRunWhenTheHandlerWouldNowPlanSomethingElse() {
        MigrationPlan plan = engine(simple()).plan(spec(ExecutionOptions.USUAL));
        MigrationController changed = engine(new Scripted(p -> {
            p.step("do", StepKind.MIGRATION).run(c -> {}).harmless();
            p.step("more", StepKind.MIGRATION).run(c -> {}).harmless();
        }));

        assertThatThrownBy(() -> changed.execute(plan.id(), approval(plan)))
                .isInstanceOf(PlanDriftException.class)
                .hasMessageContaining("step more is new");
    }

    @Test
    void refusesAHandlerThatIsMissingOrOfAnotherVersion() {
        MigrationPlan plan = engine(simple()).plan(spec(ExecutionOptions.USUAL));
        MigrationController newer = engine(new Scripted(
                2, p -> p.step("do", StepKind.MIGRATION).run(c -> {}).harmless()));
        MigrationController none =
                track(MigrationEngine.builder().journal(journal).build());

        assertThatThrownBy(() -> newer.execute(plan.id(), approval(plan)))
                .isInstanceOf(HandlerUnavailableException.class)
                .hasMessageContaining("scripted:1")
                .hasMessageContaining("scripted:2");
        assertThatThrownBy(() -> none.plan(spec(ExecutionOptions.USUAL)))
                .isInstanceOf(HandlerUnavailableException.class);
        assertThatThrownBy(() -> none.status(MigrationId.of("unknown"))).isInstanceOf(UnknownMigrationException.class);
    }

    @Test
    void refusesASecondMigrationOfTheSameScope() throws InterruptedException {
        MigrationController engine = engine(new Scripted(plan -> plan.step("wait", StepKind.CLEANUP)
                .waitForSignal("go")
                .run(c -> {})
                .harmless()));
        execute(engine, ExecutionOptions.USUAL);
        MigrationPlan second = engine.plan(spec(ExecutionOptions.USUAL));

        assertThatThrownBy(() -> engine.execute(second.id(), approval(second)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("thing:test");
    }

    @Test
    void listsWhatItCreatedAndThatItIsGone() throws InterruptedException {
        List<String> names = new ArrayList<>();
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("make", StepKind.PREPARATION)
                    .creates(Resource.of("scratch"))
                    .run(c -> names.add(c.resource("scratch")))
                    .rollback("unmake", c -> {});
            plan.step("drop", StepKind.CLEANUP)
                    .after("make")
                    .releases("scratch")
                    .run(c -> names.add(c.resource("scratch")))
                    .harmless();
        }));

        MigrationResult result = execute(engine, ExecutionOptions.USUAL);

        assertThat(names).hasSize(2).containsOnly(names.get(0));
        assertThat(engine.resources(result.status().id())).singleElement().satisfies(resource -> {
            assertThat(resource.identity()).isEqualTo(names.get(0));
            assertThat(resource.released()).isTrue();
        });
    }

    @Test
    void leavesNoThreadBehindAfterClosing() throws InterruptedException {
        MigrationController engine = track(MigrationEngine.builder()
                .journal(journal)
                .register(simple())
                .clock(clock)
                .instance("threadless")
                .build());
        assertThat(threads("threadless")).isEmpty();
        execute(engine, ExecutionOptions.USUAL);
        assertThat(threads("threadless")).isNotEmpty();

        engine.close();

        // A pool has ended a moment before its last thread has.
        for (Thread ending : threads("threadless")) {
            ending.join(LIMIT.toMillis());
        }
        assertThat(threads("threadless")).isEmpty();
    }

    private static List<Thread> threads(String instance) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().contains(instance) || thread.getName().startsWith("Failsafe"))
                .toList();
    }

    private static Scripted simple() {
        Consumer<PlanBuilder> script =
                plan -> plan.step("do", StepKind.MIGRATION).run(c -> {}).harmless();
        return new Scripted(script);
    }

    private MigrationController engine(Scripted handler) {
        return track(MigrationEngine.builder()
                .journal(journal)
                .register(handler)
                .clock(clock)
                .pollInterval(Duration.ofMillis(20))
                .build());
    }

    private MigrationController track(MigrationController engine) {
        open.add(engine);
        return engine;
    }

    private static MigrationSpec spec(ExecutionOptions options) {
        return MigrationSpec.of(new Scripted.Settings("test"))
                .requestedBy("tester")
                .with(options);
    }

    private static Approval approval(MigrationPlan plan) {
        return Approval.of(plan.digest()).by("on-call");
    }

    private static MigrationResult execute(MigrationController engine, ExecutionOptions options)
            throws InterruptedException {
        MigrationPlan plan = engine.plan(spec(options));
        return engine.execute(plan.id(), approval(plan)).await(LIMIT);
    }
}
