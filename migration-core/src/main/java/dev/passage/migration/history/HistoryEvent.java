package dev.passage.migration.history;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Choice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a journal record can say. The kinds are a closed set; the name of a kind in the journal is the simple name of its
 * record here, its body the record as JSON. A field is never renamed or removed; a new one is optional.
 *
 * @since 0.1.0
 */
public sealed interface HistoryEvent {

    /**
     * A migration was planned: the first record of each.
     *
     * @param plan all that was reviewed
     * @param facts what the handler measured, as JSON of its own record
     * @param createdAt when, by the engine's clock
     */
    record Planned(PlanValue plan, String facts, Instant createdAt) implements HistoryEvent {}

    /**
     * A dry run was made.
     *
     * @param digest the plan that was rehearsed
     * @param successful whether it found nothing that blocks
     * @param steps what each step would do
     * @param findings what the analysis found then
     * @param duration how long it took
     */
    record Rehearsed(
            PlanDigest digest,
            boolean successful,
            List<DryRunReport.Rehearsed> steps,
            List<Finding> findings,
            Duration duration)
            implements HistoryEvent {}

    /**
     * A person approved the plan; the record's actor is that person.
     *
     * @param digest the plan that was approved
     * @param reason why, may be empty
     */
    record Approved(PlanDigest digest, String reason) implements HistoryEvent {}

    /**
     * An instance took the migration up.
     *
     * @param found what it found in the journal, in words
     */
    record TakenUp(String found) implements HistoryEvent {}

    /**
     * An attempt of a step is about to begin; nothing of it has happened before this record.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param attempt which attempt, 1 or more
     */
    record StepIntended(StepId step, boolean backward, int attempt) implements HistoryEvent {}

    /**
     * A step stored a value of its own.
     *
     * @param step the step
     * @param name which value
     * @param value the value
     */
    record CheckpointStored(StepId step, String name, String value) implements HistoryEvent {}

    /**
     * A step is finished, its check passed.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param attempt which attempt
     * @param output what it returned, as JSON
     * @param checks what its checks found
     * @param notes lines for the report
     * @param took how long the attempt took
     */
    record StepFinished(
            StepId step,
            boolean backward,
            int attempt,
            Optional<String> output,
            List<Check> checks,
            List<Note> notes,
            Duration took)
            implements HistoryEvent {}

    /**
     * An attempt of a step failed.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param attempt which attempt
     * @param failure why
     * @param retrying whether it is tried again
     * @param checks what its checks found, if it came to them
     * @param took how long the attempt took
     */
    record StepFailed(
            StepId step,
            boolean backward,
            int attempt,
            Failure failure,
            boolean retrying,
            List<Check> checks,
            Duration took)
            implements HistoryEvent {}

    /**
     * A step wants to be run again later.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param until the earliest instant, or the latest when it waits for a signal
     * @param signal the signal it waits for
     * @param took how long the attempt took
     * @param notes lines for the report; in records of older versions there is nothing of them
     */
    record StepWaiting(
            StepId step,
            boolean backward,
            Optional<Instant> until,
            Optional<String> signal,
            Duration took,
            Optional<List<Note>> notes)
            implements HistoryEvent {}

    /**
     * A step stopped at a safe point and is to be run again.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param took how long the attempt took
     */
    record StepStopped(StepId step, boolean backward, Duration took) implements HistoryEvent {}

    /**
     * A step asks a person.
     *
     * @param step the step
     * @param backward whether its rollback step is meant
     * @param question what is to be decided
     * @param choices the ways on
     * @param uncertain whether the engine asks, because it is unknown whether the step's effect took place
     */
    record StepBlocked(StepId step, boolean backward, String question, List<Choice> choices, boolean uncertain)
            implements HistoryEvent {}

    /** Everything that is left waits or asks; no instance is needed for now. */
    record Suspended() implements HistoryEvent {}

    /**
     * A person took a choice; the record's actor is that person.
     *
     * @param choice its name
     * @param reason why
     */
    record Decided(String choice, String reason) implements HistoryEvent {}

    /**
     * A signal was given.
     *
     * @param signal its name
     * @param reason why
     */
    record Signalled(String signal, String reason) implements HistoryEvent {}

    /**
     * A number was changed while the migration runs.
     *
     * @param name its name
     * @param value its new value
     * @param reason why
     */
    record Tuned(String name, long value, String reason) implements HistoryEvent {}

    /**
     * Somebody asked for a pause.
     *
     * @param reason why
     */
    record PauseRequested(String reason) implements HistoryEvent {}

    /** The migration is paused. */
    record Paused() implements HistoryEvent {}

    /**
     * Somebody asked to go on.
     *
     * @param reason why
     */
    record ResumeRequested(String reason) implements HistoryEvent {}

    /**
     * Somebody asked to cancel.
     *
     * @param reason why
     */
    record CancelRequested(String reason) implements HistoryEvent {}

    /** The migration is cancelled; nothing had run. */
    record Cancelled() implements HistoryEvent {}

    /**
     * Somebody asked to roll back.
     *
     * @param conflicts what happens when both sides hold a change of the same thing
     * @param keep how long what is left over is kept; empty for what the plan says
     * @param emergency whether the source is to work again by the shortest way
     * @param reason why
     * @param loss whether it goes on without a target that is dead; in records of older versions there is nothing of it
     */
    record RollbackRequested(
            ConflictStrategy conflicts,
            Optional<Duration> keep,
            boolean emergency,
            String reason,
            Optional<Boolean> loss)
            implements HistoryEvent {

        /**
         * Tells whether the request accepts that something is lost.
         *
         * @return whether it says so
         */
        boolean acceptsLoss() {
            return loss.orElse(false);
        }
    }

    /**
     * From here on the migration goes backward, and never forward again.
     *
     * @param why in words
     * @param failure the failure behind it, if there is one
     */
    record TurnedBack(String why, Optional<Failure> failure) implements HistoryEvent {}

    /** All steps are finished. */
    record Completed() implements HistoryEvent {}

    /**
     * The migration stopped at a failure.
     *
     * @param failure why
     */
    record Failed(Failure failure) implements HistoryEvent {}

    /** Everything that was begun is undone. */
    record RolledBack() implements HistoryEvent {}

    /**
     * The way back stopped at a failure.
     *
     * @param failure why
     */
    record RollbackStopped(Failure failure) implements HistoryEvent {}

    /**
     * A line for the report.
     *
     * @param label what it is about
     * @param value what it says
     * @since 0.1.0
     */
    record Note(String label, String value) {}
}
