package dev.passage.migration.session.move;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.session.SessionFault;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.migrating.ShadowReport;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Walks one step of a move of sessions: into its stage, through its work and its time, or one stage back. */
final class SessionWalk {
    static final String GIVE_UP = "give-up";
    private static final String TRY_AGAIN = "try-again-";
    private static final int LOOKS = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final MigratingSessionStore store;
    private final StepContext context;
    private final SessionMove settings;
    private final StageEntrance entrance;

    SessionWalk(MigratingSessionStore store, StepContext context, SessionMove settings) {
        this.store = store;
        this.context = context;
        this.settings = settings;
        this.entrance = new StageEntrance(store, context, settings.samplePercent());
    }

    StepOutcome quiesce() {
        return followed(entrance.hold(SessionStage.OFF, true)).orElseGet(StepOutcome::done);
    }

    StepOutcome dualWrite() {
        return followed(entrance.hold(SessionStage.DUAL_WRITE, false)).orElseGet(StepOutcome::done);
    }

    /** Where no store refuses the writes of instances that follow late, the step waits until each has followed or refuses by itself. */
    private Optional<StepOutcome> followed(SessionStageRecord record) {
        Instant end = record.enteredAt().plus(store.settlesWithin());
        boolean waits =
                !store.settlesWithin().isZero() && context.clock().instant().isBefore(end);
        return waits ? Optional.of(StepOutcome.again(end)) : Optional.empty();
    }

    StepOutcome copy() {
        return inCopyStage(this::copied);
    }

    StepOutcome compare() {
        return inCopyStage(record -> {
            boolean enteredHere = entrance.isOwn(record) && record.entryEpoch() == record.epoch();
            if (enteredHere && !copied(record)) {
                return false;
            }
            return comparison().compare(record);
        });
    }

    private boolean copied(SessionStageRecord record) {
        return new SessionCopy(entrance, context, settings.batch()).copy(record);
    }

    private SessionComparison comparison() {
        return new SessionComparison(entrance, context, store.repairs(), settings.batch());
    }

    /** Work under dual write, or under held writes. */
    private StepOutcome inCopyStage(Work work) {
        SessionStage stage = settings.standard() ? SessionStage.OFF : SessionStage.DUAL_WRITE;
        Optional<StepOutcome> open = openQuestion(stage);
        if (open.isPresent()) {
            return open.get();
        }
        SessionStageRecord record = entrance.hold(stage, settings.standard());
        if (work.run(record)) {
            return StepOutcome.done();
        }
        return !settings.standard() && context.signalled(record.backSignal())
                ? stepBack(record, "a person asked for it")
                : StepOutcome.stopped();
    }

    /** Code that tells whether it reached its end. */
    private interface Work {
        boolean run(SessionStageRecord record);
    }

    /** Stays in a stage for a time, and leaves it backwards when reads differ or somebody asks for it. */
    StepOutcome stay(SessionStage stage, Duration time) {
        Optional<StepOutcome> open = openQuestion(stage);
        if (open.isPresent()) {
            return open.get();
        }
        boolean entering = StageEntrance.stageOf(entrance.present()) != stage;
        if (entering) {
            requireNothingMissed();
        }
        SessionStageRecord record = entrance.hold(stage, false);
        Optional<StepOutcome> early = followed(record);
        if (early.isPresent()) {
            return early.get();
        }
        if (!store.settlesWithin().isZero()) {
            store.repairs().bringNoted(entrance.other(record), entrance.owner(record), entrance.fence(record));
        }
        Optional<String> reason = reasonToGoBack(record);
        if (reason.isPresent()) {
            return stepBack(record, reason.get());
        }
        Instant end = record.enteredAt().plus(time);
        if (context.clock().instant().isBefore(end)) {
            return StepOutcome.await(record.backSignal(), end);
        }
        noteReads(record);
        return StepOutcome.done();
    }

    /** The next owner must have all that was acknowledged: nothing may be left that could not be brought there. */
    private void requireNothingMissed() {
        Optional<SessionStageRecord> present = entrance.present();
        if (present.filter(record -> record.stage().writesBoth()).isEmpty()) {
            return;
        }
        SessionStageRecord record = present.orElseThrow();
        List<SessionFault> left = repairNoted(record);
        for (int look = 1; look < LOOKS && !left.isEmpty(); look++) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            left = repairNoted(record);
        }
        if (!left.isEmpty()) {
            throw StepFailedException.fatal(
                    FailureKind.INSUFFICIENT_RESOURCES,
                    left.size() + " sessions are noted for repair and cannot be brought to "
                            + entrance.other(record).name() + ": " + SessionComparison.inWords(left) + ".",
                    "Make the store take them, or end these sessions; then plan the move again.");
        }
    }

    private List<SessionFault> repairNoted(SessionStageRecord record) {
        return store.repairs().repairNoted(entrance.owner(record), entrance.other(record), entrance.fence(record));
    }

    private Optional<String> reasonToGoBack(SessionStageRecord record) {
        if (context.signalled(record.backSignal())) {
            return Optional.of("a person asked for it, or an instance saw reads that differ");
        }
        if (!record.stage().comparesReads()) {
            return Optional.empty();
        }
        store.poll();
        ShadowReport report = store.shadow();
        return report.epoch() == record.entryEpoch() && report.mismatches() > 0
                ? Optional.of(report.mismatches() + " of " + report.comparisons() + " reads differed")
                : Optional.empty();
    }

    private void noteReads(SessionStageRecord record) {
        if (record.stage().comparesReads()) {
            ShadowReport report = store.shadow();
            context.note(
                    "reads compared in " + record.label(),
                    report.comparisons() + " at this instance, " + report.mismatches() + " different, "
                            + report.unfinished() + " not finished");
        }
    }

    private StepOutcome stepBack(SessionStageRecord record, String reason) {
        SessionStageRecord back = entrance.enter(record.stage().before(), false, Optional.of(reason));
        return refilled(back).orElseGet(() -> ask(record.stage(), back));
    }

    /** The source has missed what was written since it was left; it is brought up to date before it counts on the way back. */
    private Optional<StepOutcome> refilled(SessionStageRecord back) {
        if (back.stage() != SessionStage.RAMP_DOWN) {
            return Optional.empty();
        }
        Optional<StepOutcome> early = followed(back);
        boolean full = early.isEmpty() && copied(back) && comparison().compare(back);
        return full || early.isPresent() ? early : Optional.of(StepOutcome.stopped());
    }

    /** A stage that this step has left backwards waits for a person. */
    private Optional<StepOutcome> openQuestion(SessionStage stage) {
        Optional<SessionStageRecord> back = entrance.present()
                .filter(entrance::isOwn)
                .filter(record -> record.reason().isPresent() && record.stage() == stage.before());
        if (back.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> decision = context.decision();
        if (decision.filter((TRY_AGAIN + back.get().entryEpoch())::equals).isPresent()) {
            return Optional.empty();
        }
        if (decision.filter(GIVE_UP::equals).isPresent()) {
            throw StepFailedException.fatal(
                    FailureKind.VALIDATION_FAILED,
                    "The move of sessions " + store.name() + " was given up in stage " + stage.label() + ": "
                            + back.get().reason().orElseThrow() + ".",
                    "Mend the target, then plan the move again.");
        }
        SessionStageRecord record = entrance.hold(back.get().stage(), false);
        return Optional.of(refilled(record).orElseGet(() -> ask(stage, record)));
    }

    private StepOutcome ask(SessionStage stage, SessionStageRecord back) {
        return StepOutcome.blocked(
                "The sessions of " + store.name() + " are back in stage " + back.label() + " from stage "
                        + stage.label() + ": " + back.reason().orElse("it was asked for") + ". What now?",
                new Choice(TRY_AGAIN + back.entryEpoch(), "enters stage " + stage.label() + " again"),
                new Choice(GIVE_UP, "fails the migration; it rolls back to the source unless it was told not to"));
    }

    /**
     * Goes back to a stage if a later one holds; nothing that was acknowledged is lost. Ramp-down is filled even if it holds already:
     * whoever left the stage after it may have died before the source was brought up to date.
     */
    StepOutcome backTo(SessionStage stage) {
        Optional<SessionStageRecord> present = entrance.present();
        boolean later = StageEntrance.stageOf(present).compareTo(stage) > 0;
        boolean unsure = StageEntrance.stageOf(present) == stage
                && (stage == SessionStage.RAMP_DOWN
                        || present.filter(entrance::isOwn).isPresent());
        boolean held = present.map(SessionStageRecord::held).orElse(false);
        if (!later && !unsure && !held) {
            return StepOutcome.done();
        }
        SessionStageRecord record = entrance.hold(stage, false);
        return refilled(record).orElseGet(StepOutcome::done);
    }

    /** The source alone is used again, and nothing of the move stays at the target. */
    StepOutcome backToSource() {
        if (entrance.present().isEmpty()) {
            return StepOutcome.done();
        }
        SessionStageRecord record = entrance.hold(SessionStage.OFF, false);
        SessionRetirement retirement = new SessionRetirement(context, entrance.fence(record));
        if (!retirement.empty(store.target())) {
            return StepOutcome.stopped();
        }
        retirement.forgetNotes(store.source());
        return StepOutcome.done();
    }

    StepOutcome retireSource() {
        SessionStageRecord record = entrance.hold(SessionStage.COMPLETE, false);
        SessionRetirement retirement = new SessionRetirement(context, entrance.fence(record));
        SessionStore source = store.source();
        if (!retirement.empty(source)) {
            return StepOutcome.stopped();
        }
        retirement.forgetNotes(store.target());
        return StepOutcome.done();
    }
}
