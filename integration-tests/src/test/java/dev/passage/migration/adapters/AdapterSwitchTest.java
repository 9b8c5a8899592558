package dev.passage.migration.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.RollbackOptions;
import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.CallRedactor;
import dev.passage.migration.adapter.OutcomeComparator;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.proxy.AdapterOptions;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.adapter.switching.AdapterSwitch;
import dev.passage.migration.adapter.switching.AdapterSwitchHandler;
import dev.passage.migration.adapter.switching.StageFollower;
import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.lab.MigrationLab;
import dev.passage.migration.testkit.lab.MigrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A switch goes through its stages on every instance, steps back by itself, and has a way back (A1-A3). */
@MigrationTest
final class AdapterSwitchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Gate FREE = Gate.USUAL.withMinimumCalls(0).judgingFrom(1);

    @Test
    void endsWithTheNewOneOnEveryInstance(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        Instance two = new Instance(lab, options(lab));

        MigrationResult end = one.run(allStages().holding(FREE));
        two.follower.poll();

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.port().findRate("EUR")).isEqualTo("new EUR");
        assertThat(two.port().findRate("EUR")).isEqualTo("new EUR");
        assertThat(two.adapter.stage().map(StageRecord::epoch)).contains(5L);
    }

    @Test
    void letsAnInstanceThatStartsLaterFollowAtOnce(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        one.run(allStages().holding(FREE));
        for (int other = 0; other < 100; other++) {
            one.controller.plan(MigrationSpec.of(new AdapterSwitch("Rates", List.of(), Duration.ZERO, FREE, false)));
        }

        Instance late = new Instance(lab, options(lab));
        late.follower.poll();

        assertThat(late.port().findRate("EUR")).isEqualTo("new EUR");
    }

    @Test
    void answersByTheOldOneAgainAfterARollback(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        Instance two = new Instance(lab, options(lab));
        MigrationId migration = one.run(allStages().holding(FREE)).status().id();

        one.controller.rollback(
                migration,
                RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS).by("on-call"));
        MigrationResult end = lab.await(one.controller, migration);
        two.follower.poll();

        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(one.port().findRate("EUR")).isEqualTo("old EUR");
        assertThat(two.port().findRate("EUR")).isEqualTo("old EUR");
        assertThat(one.run(allStages().holding(FREE)).state()).isEqualTo(MigrationState.COMPLETED);
        two.follower.poll();
        assertThat(two.port().findRate("EUR")).isEqualTo("new EUR");
    }

    @Test
    void stepsBackWhenAnotherInstanceFindsABreach(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        Instance two = new Instance(lab, options(lab).comparing(OutcomeComparator.byEquals()));
        MigrationId migration = one.start(allStages().holding(FREE));
        one.awaitStage(AdapterStage.SHADOW, 1);
        two.follower.poll();

        two.callUntilCompared();
        two.pollUntil(AdapterStage.OLD);
        MigrationResult asked = lab.await(one.controller, migration);

        one.follower.poll();
        assertThat(asked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(one.adapter.stage().map(StageRecord::stage)).contains(AdapterStage.OLD);
        assertThat(two.adapter.stage().map(StageRecord::stage)).contains(AdapterStage.OLD);
    }

    @Test
    void stepsBackToTheSmallerCanaryWhenCallsFail(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab), new Broken());
        MigrationId migration = one.start(AdapterSwitch.of("Rates")
                .canary(Percentage.of("0.01"), Duration.ZERO)
                .canary(Percentage.of(100), HOUR)
                .observing(HOUR)
                .holding(FREE));
        one.awaitStage(AdapterStage.CANARY, 2);

        assertThatThrownBy(() -> one.port().findRate("EUR")).hasMessage("broken");
        one.follower.poll();
        MigrationResult asked = lab.await(one.controller, migration);

        assertThat(asked.state()).isEqualTo(MigrationState.BLOCKED);
        assertThat(one.adapter.stage().map(StageRecord::label)).contains("canary 0.01 %");
        assertThat(one.port().findRate("EUR")).isEqualTo("old EUR");
    }

    @Test
    void stepsBackByItselfAndGoesOnAsAPersonSays(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab).comparing(OutcomeComparator.byEquals()));
        MigrationId migration = one.start(allStages().holding(FREE));
        one.awaitStage(AdapterStage.SHADOW, 1);
        one.callUntilCompared();
        one.pollUntil(AdapterStage.OLD);
        assertThat(lab.await(one.controller, migration).state()).isEqualTo(MigrationState.BLOCKED);

        one.controller.decide(migration, "try-again-2", "on-call", "the difference is known");
        MigrationResult end = lab.await(one.controller, migration);

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.port().findRate("EUR")).isEqualTo("new EUR");
    }

    @Test
    void rollsBackWhenAPersonGivesUp(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab).comparing(OutcomeComparator.byEquals()));
        MigrationId migration = one.start(allStages().holding(FREE));
        one.awaitStage(AdapterStage.SHADOW, 1);
        one.callUntilCompared();
        one.pollUntil(AdapterStage.OLD);
        lab.await(one.controller, migration);

        one.controller.decide(migration, "give-up", "on-call", "not ready");
        MigrationResult end = lab.await(one.controller, migration);

        assertThat(end.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(one.port().findRate("EUR")).isEqualTo("old EUR");
    }

    @Test
    void doesNotGoOnWithoutHavingSeenCalls(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        MigrationId migration =
                one.start(AdapterSwitch.of("Rates").observing(HOUR).holding(Gate.USUAL.withMinimumCalls(1)));
        one.awaitStage(AdapterStage.NEW, 1);
        lab.clock().advance(HOUR.plusSeconds(1));
        one.controller.recover();

        assertThat(one.controller
                        .handle(migration)
                        .await(Duration.ofMillis(300))
                        .state())
                .isEqualTo(MigrationState.WAITING);

        one.controller.tune(migration, "minimum-calls", 0, "on-call", "nobody calls at night");
        assertThat(lab.await(one.controller, migration).state()).isEqualTo(MigrationState.COMPLETED);
    }

    @Test
    void letsTheOldOneGoOnlyWhenThatIsApproved(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        MigrationId migration =
                one.run(allStages().holding(FREE).removingOld()).status().id();

        assertThat(one.controller.status(migration).state()).isEqualTo(MigrationState.WAITING);
        assertThat(one.adapter.old()).isPresent();

        one.controller.signal(migration, AdapterSwitchHandler.REMOVAL_SIGNAL, "lead", "a month without complaint");
        MigrationResult end = lab.await(one.controller, migration);

        assertThat(end.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(one.adapter.old()).isEmpty();
        assertThat(one.adapter.stage().map(StageRecord::stage)).contains(AdapterStage.RETIRED);
        assertThatThrownBy(() -> one.controller.rollback(
                        migration, RollbackOptions.carryingWrites(ConflictStrategy.SOURCE_WINS)))
                .hasMessageContaining("remove-old");
    }

    @Test
    void rehearsesByReplayingRecordedCalls(MigrationLab lab) {
        CallRecording recording = CallRecording.keeping(100, Percentage.ALL, CallRedactor.keepingAll());
        Instance same = new Instance(lab, options(lab).recording(recording));
        same.port().findRate("EUR");
        same.port().findRate("USD");
        same.port().publish("EUR");

        DryRunReport good = same.rehearse(allStages());

        assertThat(good.isSuccessful()).isTrue();
        assertThat(good.toString())
                .contains("compare 2 recorded calls (1 left out, as they may not run twice): 0 differ");
        assertThat(same.adapter.stage()).isEmpty();

        Instance other = new Instance(lab, options(lab).recording(recording).comparing(OutcomeComparator.byEquals()));
        DryRunReport bad = other.rehearse(allStages());

        assertThat(bad.isSuccessful()).isFalse();
        assertThat(bad.toString()).contains("findRate(String) answers otherwise in 2 recorded calls");
    }

    @Test
    void refusesAPlanThatCannotBeRun(MigrationLab lab) throws InterruptedException {
        Instance bare = new Instance(lab, AdapterOptions.named("Rates"));
        assertThat(bare.blocking(allStages())).containsExactly("ADAPTER_WITHOUT_EXECUTOR", "ADAPTER_WITHOUT_KEY");

        Instance one = new Instance(lab, options(lab));
        one.run(allStages().holding(FREE));
        assertThat(one.blocking(allStages())).containsExactly("ADAPTER_NOT_OLD");

        assertThat(one.blocking(AdapterSwitch.of("Unknown"))).containsExactly("ADAPTER_UNKNOWN");
        assertThatThrownBy(() -> allStages().canary(Percentage.of(25), HOUR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("25.00 % does not follow 50.00 %");
        assertThatThrownBy(() -> allStages().shadow(Percentage.ALL, HOUR)).hasMessageContaining("first stage");
        assertThatThrownBy(() -> allStages().canary(Percentage.NONE, HOUR)).hasMessageContaining("above 0 %");
    }

    @Test
    void refusesASecondSwitchOfTheSameAdapter(MigrationLab lab) throws InterruptedException {
        Instance one = new Instance(lab, options(lab));
        MigrationPlan second = one.controller.plan(MigrationSpec.of(allStages().holding(FREE)));
        Approval approval = Approval.of(second.digest()).by("test");
        MigrationId first = one.start(allStages().holding(FREE));
        one.awaitStage(AdapterStage.SHADOW, 1);

        assertThatThrownBy(() -> one.start(allStages().holding(FREE))).hasMessageContaining("ADAPTER_NOT_OLD");
        assertThatThrownBy(() -> one.controller.execute(second.id(), approval)).hasMessageContaining("adapter:Rates");
        assertThat(lab.await(one.controller, first).state()).isEqualTo(MigrationState.COMPLETED);
        one.controller.execute(second.id(), approval);
        MigrationResult late = lab.await(one.controller, second.id());

        assertThat(late.state()).isNotEqualTo(MigrationState.COMPLETED);
        assertThat(late.status().toString()).contains("ADAPTER_NOT_OLD");
        assertThat(one.port().findRate("EUR")).isEqualTo("new EUR");
    }

    private static AdapterSwitch allStages() {
        return AdapterSwitch.of("Rates")
                .shadow(Percentage.ALL, HOUR)
                .canary(Percentage.of("0.01"), HOUR)
                .canary(Percentage.of(25), HOUR)
                .canary(Percentage.of(50), HOUR)
                .observing(HOUR);
    }

    /** Two providers whose names are no difference. */
    private static AdapterOptions.Builder options(MigrationLab lab) {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        lab.closeAfterTest(pool::shutdownNow);
        lab.closeAfterTest(timer::shutdownNow);
        return AdapterOptions.named("Rates")
                .key(BucketKey.argument(0))
                .shadowOn(pool, timer)
                .comparing(OutcomeComparator.byValues((one, other) ->
                        one.toString().substring(4).equals(other.toString().substring(4))));
    }

    /** Cannot answer. */
    private record Broken() implements Rates {
        @Override
        public String findRate(String currency) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void publish(String currency) {}
    }

    /** One instance of the host. */
    private static final class Instance {
        private final MigrationLab lab;
        private final SwitchableAdapter<Rates> adapter;
        private final MigrationController controller;
        private final StageFollower follower;

        Instance(MigrationLab lab, AdapterOptions.Builder options) {
            this(lab, options, new Rates.Provider("new"));
        }

        Instance(MigrationLab lab, AdapterOptions.Builder options, Rates replacement) {
            this.lab = lab;
            adapter = SwitchableAdapter.of(Rates.class, new Rates.Provider("old"), replacement, options.build());
            controller = lab.controller(new AdapterSwitchHandler(lab.journal(), adapter));
            follower = StageFollower.of(lab.journal(), controller, adapter);
        }

        Rates port() {
            return adapter.port();
        }

        MigrationId start(AdapterSwitch settings) {
            MigrationPlan plan = controller.plan(MigrationSpec.of(settings).requestedBy("test"));
            controller.execute(plan.id(), Approval.of(plan.digest()).by("test"));
            return plan.id();
        }

        MigrationResult run(AdapterSwitch settings) throws InterruptedException {
            return lab.await(controller, start(settings));
        }

        DryRunReport rehearse(AdapterSwitch settings) {
            return controller.dryRun(controller.plan(MigrationSpec.of(settings)).id());
        }

        List<String> blocking(AdapterSwitch settings) {
            return controller.plan(MigrationSpec.of(settings)).findings().stream()
                    .filter(Finding::isBlocking)
                    .map(Finding::code)
                    .toList();
        }

        void awaitStage(AdapterStage stage, long epoch) {
            await(() -> adapter.stage()
                    .filter(record -> record.stage() == stage && record.epoch() == epoch)
                    .isPresent());
        }

        void pollUntil(AdapterStage stage) {
            await(() -> {
                follower.poll();
                return adapter.stage().map(StageRecord::stage).equals(Optional.of(stage));
            });
        }

        void callUntilCompared() {
            port().findRate("EUR");
            await(() -> adapter.health().sinceEntered().mismatches() > 0);
        }

        private static void await(BooleanSupplier condition) {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }
}
