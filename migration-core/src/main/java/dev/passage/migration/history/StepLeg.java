package dev.passage.migration.history;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One direction of a step: the step itself, or its rollback step. Immutable.
 *
 * @param state where it stands
 * @param attempts how often it was begun
 * @param failures how many attempts failed since it was begun or resumed
 * @param firstIntent the place of its first intent among all intents, 0 when it was never begun
 * @param startedAt when it was first begun
 * @param endedAt when it was finished or failed
 * @param took how long its attempts took
 * @param output what it returned
 * @param checks what its checks found last
 * @param notes lines for the report
 * @param failure why it failed last
 * @param until when it wants to be run again
 * @param signal the signal it waits for
 * @param question what it asks
 * @param choices the ways on it offers
 * @param uncertain whether the engine asks because the outcome is unknown
 * @param decision the choice that was taken last
 * @since 0.1.0
 */
public record StepLeg(
        LegState state,
        int attempts,
        int failures,
        int firstIntent,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Duration took,
        Optional<String> output,
        List<Check> checks,
        List<Note> notes,
        Optional<Failure> failure,
        Optional<Instant> until,
        Optional<String> signal,
        Optional<String> question,
        List<Choice> choices,
        boolean uncertain,
        Optional<String> decision) {

    /** The choice by which a person says that an uncertain effect took place. */
    public static final String TREAT_AS_DONE = "treat-as-done";

    /** The choice by which a person says that an uncertain effect is to be brought about again. */
    public static final String RUN_AGAIN = "run-again";

    static final StepLeg NEW = new StepLeg(
            LegState.PENDING,
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false,
            Optional.empty());

    /**
     * Tells whether it was ever begun.
     *
     * @return whether an intent of it is journaled
     */
    public boolean isBegun() {
        return firstIntent > 0;
    }

    StepLeg intended(int attempt, int place, Instant at) {
        return new StepLeg(
                LegState.INTENDED,
                attempt,
                failures,
                firstIntent == 0 ? place : firstIntent,
                startedAt.isPresent() ? startedAt : Optional.of(at),
                Optional.empty(),
                took,
                output,
                checks,
                notes,
                failure,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                decision);
    }

    StepLeg finished(HistoryEvent.StepFinished event, Instant at) {
        return new StepLeg(
                LegState.DONE,
                attempts,
                failures,
                firstIntent,
                startedAt,
                Optional.of(at),
                took.plus(event.took()),
                event.output(),
                event.checks(),
                event.notes(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());
    }

    StepLeg failed(HistoryEvent.StepFailed event, Instant at) {
        return new StepLeg(
                event.retrying() ? LegState.PENDING : LegState.FAILED,
                attempts,
                failures + 1,
                firstIntent,
                startedAt,
                Optional.of(at),
                took.plus(event.took()),
                output,
                event.checks(),
                notes,
                Optional.of(event.failure()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                decision);
    }

    StepLeg waiting(HistoryEvent.StepWaiting event) {
        return new StepLeg(
                LegState.WAITING,
                attempts,
                failures,
                firstIntent,
                startedAt,
                endedAt,
                took.plus(event.took()),
                output,
                checks,
                event.notes().orElse(notes),
                failure,
                event.until(),
                event.signal(),
                Optional.empty(),
                List.of(),
                false,
                Optional.empty());
    }

    StepLeg blocked(HistoryEvent.StepBlocked event) {
        return moved(
                LegState.BLOCKED,
                failures,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.of(event.question()),
                event.choices(),
                event.uncertain(),
                Optional.empty());
    }

    StepLeg decided(String choice) {
        boolean done = uncertain && choice.equals(TREAT_AS_DONE);
        return moved(
                done ? LegState.DONE : LegState.PENDING,
                failures,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                uncertain ? Optional.empty() : Optional.of(choice));
    }

    StepLeg stopped(Duration more) {
        return moved(
                LegState.PENDING,
                failures,
                more,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                decision);
    }

    StepLeg tryAgain() {
        return moved(
                LegState.PENDING,
                0,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                decision);
    }

    private StepLeg moved(
            LegState newState,
            int newFailures,
            Duration more,
            Optional<Instant> newUntil,
            Optional<String> newSignal,
            Optional<String> newQuestion,
            List<Choice> newChoices,
            boolean newUncertain,
            Optional<String> newDecision) {
        return new StepLeg(
                newState,
                attempts,
                newFailures,
                firstIntent,
                startedAt,
                endedAt,
                took.plus(more),
                output,
                checks,
                notes,
                failure,
                newUntil,
                newSignal,
                newQuestion,
                newChoices,
                newUncertain,
                newDecision);
    }
}
