package dev.passage.migration.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.RiskAssessment;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a migration is after any sequence of records, also of those that an engine never writes (X1, R1, X4). */
final class MigrationHistoryTest {
    private static final MigrationId ID = MigrationId.of("m-1");
    private static final StepId COPY = StepId.of("copy");
    private static final PlanDigest DIGEST = PlanDigest.of("sha256:" + "0123456789abcdef".repeat(4));
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final HistoryEvent APPROVED = new HistoryEvent.Approved(DIGEST, "");
    private static final HistoryEvent TAKEN_UP = new HistoryEvent.TakenUp("nothing was begun");
    private static final HistoryEvent BEGUN = new HistoryEvent.StepIntended(COPY, false, 1);
    private static final HistoryEvent PAUSE = new HistoryEvent.PauseRequested("lunch");
    private static final HistoryEvent RESUME = new HistoryEvent.ResumeRequested("back");
    private static final HistoryEvent CANCEL = new HistoryEvent.CancelRequested("changed our mind");
    private static final HistoryEvent TURNED = new HistoryEvent.TurnedBack("asked for", Optional.empty());

    @Test
    void aJournalThatDoesNotBeginWithAPlanIsRefused() {
        assertThatThrownBy(() -> MigrationHistory.of(ID, List.of()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("m-1");
        assertThatThrownBy(() -> MigrationHistory.of(ID, List.of(new RecordedEvent(1, BEGIN, "anna", PAUSE))))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("does not begin with its plan");
    }

    @Test
    void aStepThatThePlanDoesNotHaveIsNamedAndItsRecordsChangeNoOther() {
        MigrationHistory history = after(APPROVED, new HistoryEvent.StepIntended(StepId.of("other"), false, 1));

        assertThat(history.step(COPY)).isEqualTo(after(APPROVED).step(COPY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.step(StepId.of("other")))
                .withMessageContaining("other");
    }

    @Test
    void aMigrationThatIsPausedBeforeItRunsIsPausedAtOnce() {
        MigrationHistory paused = after(APPROVED, PAUSE);

        assertThat(paused.state()).isEqualTo(MigrationState.PAUSED);
        assertThat(paused.standing().pauseRequested()).isFalse();
        assertThat(after(APPROVED, PAUSE, RESUME).state()).isEqualTo(MigrationState.QUEUED);
    }

    @Test
    void aMigrationThatRunsIsPausedWhenItsInstanceSaysSo() {
        MigrationHistory asked = after(APPROVED, TAKEN_UP, BEGUN, PAUSE);
        MigrationHistory paused = after(APPROVED, TAKEN_UP, BEGUN, PAUSE, new HistoryEvent.Paused());

        assertThat(asked.state()).isEqualTo(MigrationState.EXECUTING);
        assertThat(asked.standing().pauseRequested()).isTrue();
        assertThat(paused.state()).isEqualTo(MigrationState.PAUSED);
        assertThat(after(APPROVED, TAKEN_UP, BEGUN, PAUSE, new HistoryEvent.Paused(), RESUME)
                        .state())
                .isEqualTo(MigrationState.EXECUTING);
    }

    @Test
    void aMigrationOnItsWayBackIsPausedAndResumedBackward() {
        MigrationHistory asked = after(APPROVED, TAKEN_UP, BEGUN, TURNED, PAUSE);
        MigrationHistory resumed = after(APPROVED, TAKEN_UP, BEGUN, TURNED, PAUSE, new HistoryEvent.Paused(), RESUME);

        assertThat(asked.standing().pauseRequested()).isTrue();
        assertThat(resumed.state()).isEqualTo(MigrationState.ROLLING_BACK);
    }

    @Test
    void aCancellationBeforeAnythingRunsEndsIt() {
        assertThat(after(APPROVED, CANCEL).state()).isEqualTo(MigrationState.CANCELLED);
    }

    @Test
    void aCancellationDuringTheAnalysisOrLaterAsksItsInstance() {
        MigrationHistory validating = after(APPROVED, TAKEN_UP, CANCEL);
        MigrationHistory paused = after(APPROVED, TAKEN_UP, BEGUN, PAUSE, new HistoryEvent.Paused(), CANCEL);

        assertThat(validating.state()).isEqualTo(MigrationState.VALIDATING);
        assertThat(validating.standing().turnRequested()).contains("cancelled: changed our mind");
        assertThat(paused.state()).isEqualTo(MigrationState.ROLLING_BACK);
        assertThat(paused.standing().turnRequested()).contains("cancelled: changed our mind");
    }

    @Test
    void aSignalOrDecisionWakesOnlyWhatWaits() {
        HistoryEvent signal = new HistoryEvent.Signalled("go", "now");

        assertThat(after(APPROVED, signal).state()).isEqualTo(MigrationState.QUEUED);
        assertThat(after(APPROVED, TAKEN_UP, BEGUN, new HistoryEvent.Suspended(), signal)
                        .state())
                .isEqualTo(MigrationState.EXECUTING);
        assertThat(after(APPROVED, PAUSE, new HistoryEvent.Decided("again", "")).state())
                .isEqualTo(MigrationState.PAUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "true, treat-as-done, DONE, ''",
        "true, run-again, PENDING, ''",
        "false, treat-as-done, PENDING, treat-as-done",
        "false, keep, PENDING, keep"
    })
    void aDecisionCountsAsDoneOnlyWhenTheEngineAsked(
            boolean uncertain, String choice, LegState state, String decision) {
        StepLeg leg = after(
                        APPROVED,
                        TAKEN_UP,
                        BEGUN,
                        new HistoryEvent.StepBlocked(COPY, false, "did it happen?", List.of(), uncertain),
                        new HistoryEvent.Suspended(),
                        new HistoryEvent.Decided(choice, "looked"))
                .step(COPY)
                .forward();

        assertThat(leg.state()).isEqualTo(state);
        assertThat(leg.decision()).isEqualTo(Optional.of(decision).filter(word -> !word.isEmpty()));
        assertThat(leg.question()).isEmpty();
    }

    @Test
    void goesBackOnlyOnce() {
        assertThat(after(APPROVED).rollbackRefusal()).contains("nothing has run yet");
        assertThat(after(APPROVED, TAKEN_UP, BEGUN).rollbackRefusal()).isEmpty();
        assertThat(after(APPROVED, TAKEN_UP, BEGUN, TURNED, new HistoryEvent.RolledBack())
                        .rollbackRefusal())
                .contains("it is rolled back already");
        assertThat(after(APPROVED, TAKEN_UP, BEGUN, new HistoryEvent.Cancelled())
                        .rollbackRefusal())
                .contains("it is cancelled already");
    }

    @Test
    void aPointOfNoReturnIsPassedOnlyOnceItIsBegun() {
        PlanBuilder builder = new PlanBuilder();
        builder.step("copy", StepKind.MIGRATION).run(context -> {}).pointOfNoReturn();
        List<StepValue> steps = builder.steps().stream().map(StepValue::of).toList();
        HistoryEvent.Planned planned = planned(plan(ExecutionOptions.USUAL, steps));

        MigrationHistory before = MigrationHistory.of(ID, List.of(new RecordedEvent(1, BEGIN, "anna", planned)));
        MigrationHistory passed = before.with(List.of(new RecordedEvent(2, BEGIN, "node-a", BEGUN)));

        assertThat(before.pointOfNoReturn()).contains(COPY);
        assertThat(before.passedPointOfNoReturn()).isEmpty();
        assertThat(passed.passedPointOfNoReturn()).contains(COPY);
        assertThat(passed.rollbackRefusal()).contains("step copy is a point of no return and has begun");
    }

    @Test
    void turningBackKeepsTheFailureOrTakesTheOneBehindIt() {
        Failure first = failure("first");
        Failure second = failure("second");

        assertThat(after(APPROVED, TAKEN_UP, BEGUN, new HistoryEvent.Failed(first), TURNED)
                        .failure())
                .contains(first);
        assertThat(after(
                                APPROVED,
                                TAKEN_UP,
                                BEGUN,
                                new HistoryEvent.Failed(first),
                                new HistoryEvent.TurnedBack("failed", Optional.of(second)))
                        .failure())
                .contains(second);
    }

    @Test
    void aRestThatBeginsTwiceCountsFromItsFirstMoment() {
        MigrationHistory twice = after(
                APPROVED, TAKEN_UP, BEGUN, new HistoryEvent.Suspended(), new HistoryEvent.Failed(failure("late")));

        assertThat(twice.restedUntil(BEGIN.plusSeconds(4))).isEqualTo(Duration.ZERO);
        assertThat(twice.restedUntil(BEGIN.plusSeconds(64))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void thePersonWhoApprovesTwiceIsOne() {
        HistoryEvent.Planned two = planned(plan(ExecutionOptions.USUAL.requiringTwoApprovals(), steps()));
        MigrationHistory once = MigrationHistory.of(ID, List.of(new RecordedEvent(1, BEGIN, "anna", two)));
        MigrationHistory twice = once.with(
                List.of(new RecordedEvent(2, BEGIN, "bert", APPROVED), new RecordedEvent(3, BEGIN, "bert", APPROVED)));

        assertThat(twice.state()).isEqualTo(MigrationState.AWAITING_APPROVAL);
        assertThat(twice.with(List.of(new RecordedEvent(4, BEGIN, "carl", APPROVED)))
                        .state())
                .isEqualTo(MigrationState.QUEUED);
    }

    @Test
    void keepsTheLastCheckpointOfEachName() {
        StepHistory copy = after(
                        APPROVED,
                        TAKEN_UP,
                        BEGUN,
                        new HistoryEvent.CheckpointStored(COPY, "row", "7"),
                        new HistoryEvent.CheckpointStored(COPY, "row", "9"),
                        new HistoryEvent.CheckpointStored(COPY, "table", "vehicles"))
                .step(COPY);

        assertThat(copy.checkpoints()).containsOnly(entry("row", "9"), entry("table", "vehicles"));
    }

    @Test
    void aPlanOfNoStepsIsDoneOnlyWhenItIsCompleted() {
        HistoryEvent.Planned empty = planned(plan(ExecutionOptions.USUAL, List.of()));
        MigrationHistory begun = MigrationHistory.of(ID, List.of(new RecordedEvent(1, BEGIN, "anna", empty)));

        assertThat(begun.fraction()).isZero();
        assertThat(begun.with(List.of(new RecordedEvent(2, BEGIN, "node-a", new HistoryEvent.Completed())))
                        .fraction())
                .isEqualTo(1);
    }

    @Test
    void aDryRunThatFailsIsNoRehearsal() {
        assertThat(after(rehearsed(false)).rehearsed()).isEmpty();
        assertThat(after(rehearsed(true)).rehearsed()).contains(DIGEST);
        assertThat(after(rehearsed(true), rehearsed(false)).rehearsed()).contains(DIGEST);
    }

    @Test
    void namesAnActorInEveryRecord() {
        HistoryCodec codec = new HistoryCodec(new JsonCodec());

        assertThat(codec.encode(PAUSE, " ").actor()).isEqualTo("unknown");
        assertThat(codec.encode(PAUSE, "a".repeat(200)).actor()).hasSize(200);
        assertThat(codec.encode(PAUSE, "a".repeat(201)).actor()).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({"Levitated, its kind Levitated is unknown", "PauseRequested, its body is not a PauseRequested"})
    void namesTheRecordThatItCannotRead(String kind, String why) {
        JournalRecord record = JournalRecord.following(
                ID, 7, FencingToken.NONE, BEGIN, new RecordDraft(kind, "anna", "[]"), JournalRecord.NO_HASH);

        assertThatThrownBy(() -> new HistoryCodec(new JsonCodec()).decode(List.of(record)))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        unreadable ->
                                assertThat(unreadable.reason()).isEqualTo(JournalException.Reason.UNREADABLE_RECORD))
                .hasMessageContaining("Record 7")
                .hasMessageContaining(why);
    }

    private static Failure failure(String message) {
        return new Failure(FailureKind.VALIDATION_FAILED, Optional.of(COPY), message, "", List.of());
    }

    private static HistoryEvent rehearsed(boolean successful) {
        return new HistoryEvent.Rehearsed(DIGEST, successful, List.of(), List.of(), Duration.ofSeconds(1));
    }

    private static MigrationHistory after(HistoryEvent... events) {
        List<RecordedEvent> recorded = new ArrayList<>();
        recorded.add(new RecordedEvent(1, BEGIN, "anna", planned(plan(ExecutionOptions.USUAL, steps()))));
        for (HistoryEvent event : events) {
            int place = recorded.size();
            recorded.add(new RecordedEvent(place + 1L, BEGIN.plusSeconds(place), "anna", event));
        }
        return MigrationHistory.of(ID, recorded);
    }

    private static HistoryEvent.Planned planned(PlanValue plan) {
        return new HistoryEvent.Planned(plan, "{}", BEGIN);
    }

    private static List<StepValue> steps() {
        PlanBuilder builder = new PlanBuilder();
        builder.step("copy", StepKind.MIGRATION).run(context -> {}).rollback("undo", context -> {});
        return builder.steps().stream().map(StepValue::of).toList();
    }

    private static PlanValue plan(ExecutionOptions options, List<StepValue> steps) {
        return new PlanValue(
                HandlerId.of("tenant-move", 1),
                MigrationType.DATA,
                "Move tenant acme",
                "shared",
                "dedicated",
                Optional.of("tenant:acme"),
                "{}",
                "anna",
                "plan change",
                options,
                steps,
                List.of(),
                new Estimate(new StepEstimate(1, 1, Duration.ofSeconds(1), Duration.ZERO), Optional.empty()),
                RiskAssessment.of(List.of()),
                Optional.of(DIGEST));
    }
}
