package dev.passage.migration.history;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.JournalException;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Tunable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The state of a migration: a fold over its journal records, without I/O, so that the same records give the same state on
 * every instance (promise 3). Immutable and safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class MigrationHistory {
    private final MigrationId id;
    private final HistoryEvent.Planned planned;
    private final Map<StepId, StepHistory> steps;
    private final Standing standing;
    private final Words words;
    private final Rest rest;

    private MigrationHistory(
            MigrationId id,
            HistoryEvent.Planned planned,
            Map<StepId, StepHistory> steps,
            Standing standing,
            Words words,
            Rest rest) {
        this.id = id;
        this.planned = planned;
        this.steps = steps;
        this.standing = standing;
        this.words = words;
        this.rest = rest;
    }

    /**
     * Returns the state after these records.
     *
     * @param id the migration
     * @param events all that its journal says, from the first record on
     * @return the state
     * @throws JournalException if the first record is not its plan
     */
    public static MigrationHistory of(MigrationId id, List<RecordedEvent> events) {
        if (events.isEmpty() || !(events.get(0).event() instanceof HistoryEvent.Planned planned)) {
            throw new JournalException(
                    JournalException.Reason.UNREADABLE_RECORD,
                    "The journal of migration " + id + " does not begin with its plan.",
                    "Restore the journal from a backup, and compare it with an export.",
                    null);
        }
        Map<StepId, StepHistory> steps = new LinkedHashMap<>();
        planned.plan().steps().forEach(step -> steps.put(step.id(), StepHistory.planned(step)));
        MigrationHistory first =
                new MigrationHistory(id, planned, steps, Standing.planned(events.get(0)), Words.NONE, Rest.NONE);
        return first.with(events.subList(1, events.size()));
    }

    /**
     * Returns the state after more records.
     *
     * @param events what came next
     * @return the state
     */
    public MigrationHistory with(List<RecordedEvent> events) {
        MigrationHistory state = this;
        for (RecordedEvent event : events) {
            state = state.with(event);
        }
        return state;
    }

    private MigrationHistory with(RecordedEvent recorded) {
        return new MigrationHistory(
                id,
                planned,
                StepFold.after(steps, recorded, standing.intents() + 1),
                standing.after(recorded, this),
                words.after(recorded),
                rest.after(recorded));
    }

    /**
     * Returns the migration.
     *
     * @return its id
     */
    public MigrationId id() {
        return id;
    }

    /**
     * Returns its first record.
     *
     * @return the plan as it was reviewed, with the facts behind it
     */
    public HistoryEvent.Planned planned() {
        return planned;
    }

    /**
     * Returns the plan as it was reviewed.
     *
     * @return the plan
     */
    public PlanValue plan() {
        return planned.plan();
    }

    /**
     * Returns where the migration as a whole stands.
     *
     * @return the standing
     */
    public Standing standing() {
        return standing;
    }

    /**
     * Tells whether a resource is gone that a step has created (X12): its step is undone, or a later step has removed it and no rollback
     * step has begun that may create it again.
     *
     * @param creator the step, which has begun
     * @param resource what it creates
     * @return whether it is gone
     */
    public boolean isReleased(StepHistory creator, Resource resource) {
        String name = resource.name();
        boolean recreated =
                steps.values().stream().anyMatch(step -> step.backward().isBegun() && step.recreates(name));
        boolean removed = steps.values().stream()
                .anyMatch(step -> step.forward().state() == LegState.DONE
                        && step.value().releases().contains(name));
        return creator.backward().state() == LegState.DONE || (removed && !recreated);
    }

    /**
     * Returns where the migration stands, in a word.
     *
     * @return the state
     */
    public MigrationState state() {
        return standing.state();
    }

    /**
     * Returns what happened to each step, in the order of the plan.
     *
     * @return the steps
     */
    public List<StepHistory> steps() {
        return List.copyOf(steps.values());
    }

    /**
     * Returns what happened to one step.
     *
     * @param step its id
     * @return the step
     * @throws IllegalArgumentException if the plan has no such step
     */
    public StepHistory step(StepId step) {
        StepHistory found = steps.get(step);
        if (found == null) {
            throw new IllegalArgumentException("The plan of migration " + id + " has no step " + step + ".");
        }
        return found;
    }

    /**
     * Returns how long the migration has needed no instance since it was approved: in durable waits, paused, or stopped at a failure.
     *
     * @param now the present instant
     * @return the time, zero or longer
     */
    public Duration restedUntil(Instant now) {
        return rest.until(now);
    }

    /**
     * Returns who has approved the plan.
     *
     * @return the names
     */
    public Set<String> approvers() {
        return words.approvers();
    }

    /**
     * Returns the signals that were given.
     *
     * @return their names
     */
    public Set<String> signals() {
        return words.signals();
    }

    /**
     * Returns the digest of the plan that a dry run has gone through with success.
     *
     * @return the digest, empty when none has
     */
    public Optional<PlanDigest> rehearsed() {
        return words.rehearsed();
    }

    /**
     * Returns what a number was set to while the migration ran.
     *
     * @param name its name
     * @return the value, empty when nobody has changed it
     */
    public OptionalLong tuned(String name) {
        Long value = words.tuned().get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * Returns how many independent steps may run at once now.
     *
     * @return one or more
     */
    public int parallelism() {
        return (int) tuned(Tunable.PARALLELISM.name()).orElse(plan().options().parallelism());
    }

    /**
     * Tells whether an attempt of any step was ever begun.
     *
     * @return whether something may have happened outside the journal
     */
    public boolean isBegun() {
        return steps.values().stream().anyMatch(step -> step.forward().isBegun());
    }

    /**
     * Returns the step behind which there is no way back, if it was begun.
     *
     * @return its id
     */
    public Optional<StepId> passedPointOfNoReturn() {
        return steps.values().stream()
                .filter(step -> step.value().pointOfNoReturn() && step.forward().isBegun())
                .map(step -> step.value().id())
                .findFirst();
    }

    /**
     * Returns the first step of the plan behind which there is no way back, begun or not.
     *
     * @return its id
     */
    public Optional<StepId> pointOfNoReturn() {
        return steps.values().stream()
                .map(StepHistory::value)
                .filter(StepValue::pointOfNoReturn)
                .map(StepValue::id)
                .findFirst();
    }

    /**
     * Returns how long the rollback keeps what is left over once everything is restored (R4, R5).
     *
     * @return the time; empty when a person must give the signal
     */
    public Optional<Duration> keepAfterRollback() {
        Optional<Duration> asked = words.rollback().flatMap(HistoryEvent.RollbackRequested::keep);
        return asked.isPresent() || isEmergency() || isLossAccepted()
                ? asked
                : Optional.of(plan().options().keepAfterRollback());
    }

    /**
     * Tells whether the rollback was asked for as an emergency (R5).
     *
     * @return whether the source is to work again by the shortest way
     */
    public boolean isEmergency() {
        return words.rollback()
                .filter(HistoryEvent.RollbackRequested::emergency)
                .isPresent();
    }

    /**
     * Tells whether the rollback goes on without a participant that is dead (R3).
     *
     * @return whether who asked for it last has accepted what is lost by that
     */
    public boolean isLossAccepted() {
        return words.rollback()
                .filter(HistoryEvent.RollbackRequested::acceptsLoss)
                .isPresent();
    }

    /**
     * Returns what happens when both sides hold a change of the same thing (R3).
     *
     * @return what was asked for with the last rollback, else that a person decides
     */
    public ConflictStrategy conflicts() {
        return words.rollback().map(HistoryEvent.RollbackRequested::conflicts).orElse(ConflictStrategy.MANUAL);
    }

    /**
     * Tells whether the rollback has begun to remove what is left over.
     *
     * @return whether a rollback step that cleans up was begun
     */
    public boolean isCleanupBegun() {
        return steps.values().stream()
                .anyMatch(step -> step.cleansUp() && step.backward().isBegun());
    }

    /**
     * Returns the steps that a rollback has still to undo, in its order: the reverse of the order in which they were begun, those that only
     * clean up last.
     *
     * @return the steps
     */
    public List<StepHistory> toUndo() {
        return steps.values().stream()
                .filter(StepHistory::wantsRollback)
                .sorted(Comparator.comparing(StepHistory::cleansUp)
                        .thenComparing(step -> step.forward().firstIntent(), Comparator.reverseOrder()))
                .toList();
    }

    /**
     * Returns why the migration cannot be rolled back now.
     *
     * @return the reason, empty when it can
     */
    public Optional<String> rollbackRefusal() {
        Optional<StepId> passed = passedPointOfNoReturn();
        if (passed.isPresent()) {
            return Optional.of("step " + passed.get() + " is a point of no return and has begun");
        }
        if (!isBegun()) {
            return Optional.of("nothing has run yet");
        }
        MigrationState state = state();
        return state == MigrationState.ROLLED_BACK || state == MigrationState.CANCELLED
                ? Optional.of("it is " + (state == MigrationState.CANCELLED ? "cancelled" : "rolled back") + " already")
                : Optional.empty();
    }

    /**
     * Returns how much is done.
     *
     * @return from 0 to 1, weighted by the estimated duration of the steps
     */
    public double fraction() {
        if (state() == MigrationState.COMPLETED) {
            return 1;
        }
        double all = 0;
        double done = 0;
        for (StepHistory step : steps.values()) {
            double weight = weight(step.value());
            all += weight;
            done += step.forward().state() == LegState.DONE ? weight : 0;
        }
        return all == 0 ? 0 : done / all;
    }

    /**
     * Returns how much a step counts in the whole.
     *
     * @param step the step
     * @return its weight, above 0
     */
    public static double weight(StepValue step) {
        return 0.5 + step.estimate().duration().toMillis() / 1000.0;
    }

    /**
     * Returns why the migration failed or is rolled back.
     *
     * @return the failure, empty when there was none
     */
    public Optional<Failure> failure() {
        return standing.failure();
    }

    /**
     * Returns the row that the journal keeps beside the records.
     *
     * @return the row after the last record
     */
    public Summary summary() {
        return new Summary(state(), fraction(), wakeAt(), plan().options().priority());
    }

    private Optional<Instant> wakeAt() {
        return switch (state()) {
            case QUEUED, VALIDATING, EXECUTING, ROLLING_BACK -> Optional.of(planned.createdAt());
            case WAITING ->
                steps.values().stream()
                        .map(step -> step.leg(standing.backward()))
                        .filter(leg -> leg.state() == LegState.WAITING)
                        .flatMap(leg -> leg.until().stream())
                        .min(Comparator.naturalOrder());
            default -> Optional.empty();
        };
    }
}
