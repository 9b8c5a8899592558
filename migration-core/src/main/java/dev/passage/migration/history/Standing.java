package dev.passage.migration.history;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.status.MigrationState;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a migration as a whole stands. Immutable.
 *
 * @param state in a word
 * @param backward whether it goes back; once true it stays so
 * @param intents how many attempts were begun
 * @param lastSequence the place of the last record
 * @param startedAt when it was approved to run
 * @param endedAt when it last came to an end
 * @param pauseRequested whether a pause is asked for
 * @param turnRequested why it is to be turned back, when that is asked for
 * @param failure why it failed or is rolled back
 * @since 0.1.0
 */
public record Standing(
        MigrationState state,
        boolean backward,
        int intents,
        long lastSequence,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        boolean pauseRequested,
        Optional<String> turnRequested,
        Optional<Failure> failure) {

    static Standing planned(RecordedEvent first) {
        return new Standing(
                MigrationState.PLANNED,
                false,
                0,
                first.sequence(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    Standing after(RecordedEvent recorded, MigrationHistory before) {
        Standing moved = at(recorded.sequence());
        HistoryEvent event = recorded.event();
        if (event instanceof HistoryEvent.Approved) {
            boolean enough = before.approvers().size() + (before.approvers().contains(recorded.actor()) ? 0 : 1)
                    >= before.plan().options().approvals();
            return enough
                    ? moved.in(MigrationState.QUEUED).started(recorded.at())
                    : moved.in(MigrationState.AWAITING_APPROVAL);
        }
        if (event instanceof HistoryEvent.TakenUp) {
            return moved.in(running(before.isBegun() ? MigrationState.EXECUTING : MigrationState.VALIDATING));
        }
        if (event instanceof HistoryEvent.StepIntended) {
            return moved.in(running(MigrationState.EXECUTING)).oneMoreIntent();
        }
        if (event instanceof HistoryEvent.Suspended) {
            boolean asks =
                    before.steps().stream().anyMatch(step -> step.leg(backward).state() == LegState.BLOCKED);
            return moved.in(asks ? MigrationState.BLOCKED : MigrationState.WAITING);
        }
        return moved.afterRequest(event, before).afterEnd(recorded, event);
    }

    private Standing afterRequest(HistoryEvent event, MigrationHistory before) {
        if (event instanceof HistoryEvent.PauseRequested) {
            return isRunning() ? pausing(true) : in(MigrationState.PAUSED);
        }
        if (event instanceof HistoryEvent.Paused) {
            return pausing(false).in(MigrationState.PAUSED);
        }
        if (event instanceof HistoryEvent.Decided || event instanceof HistoryEvent.Signalled) {
            return state == MigrationState.BLOCKED || state == MigrationState.WAITING
                    ? in(running(MigrationState.EXECUTING))
                    : this;
        }
        if (event instanceof HistoryEvent.ResumeRequested) {
            return pausing(false).in(running(before.isBegun() ? MigrationState.EXECUTING : MigrationState.QUEUED));
        }
        if (event instanceof HistoryEvent.CancelRequested cancel) {
            return before.isBegun() || isRunning()
                    ? turning("cancelled: " + cancel.reason())
                    : in(MigrationState.CANCELLED);
        }
        if (event instanceof HistoryEvent.RollbackRequested rollback) {
            return turning("asked for: " + rollback.reason());
        }
        return this;
    }

    private Standing afterEnd(RecordedEvent recorded, HistoryEvent event) {
        if (event instanceof HistoryEvent.TurnedBack turned) {
            return new Standing(
                    MigrationState.ROLLING_BACK,
                    true,
                    intents,
                    lastSequence,
                    startedAt,
                    endedAt,
                    false,
                    Optional.empty(),
                    turned.failure().isPresent() ? turned.failure() : failure);
        }
        if (event instanceof HistoryEvent.Completed) {
            return ended(MigrationState.COMPLETED, recorded.at(), Optional.empty());
        }
        if (event instanceof HistoryEvent.Failed failed) {
            return ended(MigrationState.FAILED, recorded.at(), Optional.of(failed.failure()));
        }
        if (event instanceof HistoryEvent.RolledBack) {
            return ended(MigrationState.ROLLED_BACK, recorded.at(), failure);
        }
        if (event instanceof HistoryEvent.RollbackStopped stopped) {
            return ended(MigrationState.ROLLBACK_FAILED, recorded.at(), Optional.of(stopped.failure()));
        }
        return event instanceof HistoryEvent.Cancelled ? ended(MigrationState.CANCELLED, recorded.at(), failure) : this;
    }

    private boolean isRunning() {
        return state == MigrationState.VALIDATING
                || state == MigrationState.EXECUTING
                || state == MigrationState.ROLLING_BACK;
    }

    private MigrationState running(MigrationState forward) {
        return backward ? MigrationState.ROLLING_BACK : forward;
    }

    private Standing turning(String why) {
        return new Standing(
                isRunning() ? state : MigrationState.ROLLING_BACK,
                backward,
                intents,
                lastSequence,
                startedAt,
                endedAt,
                false,
                Optional.of(why),
                failure);
    }

    private Standing at(long sequence) {
        return new Standing(
                state, backward, intents, sequence, startedAt, endedAt, pauseRequested, turnRequested, failure);
    }

    private Standing in(MigrationState newState) {
        return new Standing(
                newState, backward, intents, lastSequence, startedAt, endedAt, pauseRequested, turnRequested, failure);
    }

    private Standing started(Instant at) {
        return new Standing(
                state,
                backward,
                intents,
                lastSequence,
                Optional.of(at),
                endedAt,
                pauseRequested,
                turnRequested,
                failure);
    }

    private Standing oneMoreIntent() {
        return new Standing(
                state, backward, intents + 1, lastSequence, startedAt, endedAt, pauseRequested, turnRequested, failure);
    }

    private Standing pausing(boolean requested) {
        return new Standing(
                state, backward, intents, lastSequence, startedAt, endedAt, requested, turnRequested, failure);
    }

    private Standing ended(MigrationState newState, Instant at, Optional<Failure> newFailure) {
        return new Standing(
                newState,
                backward,
                intents,
                lastSequence,
                startedAt,
                Optional.of(at),
                false,
                Optional.empty(),
                newFailure);
    }
}
