package dev.passage.migration.session.move;

import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.session.stage.SessionStageRecord;
import dev.passage.migration.step.StepContext;
import java.time.Instant;
import java.util.Optional;

/**
 * Enters stages as the word of one step. A stage that was entered under an older token is entered anew, so that whatever the overtaken
 * mover still writes is refused.
 */
final class StageEntrance {
    private final MigratingSessionStore store;
    private final StepContext context;
    private final int samplePercent;

    StageEntrance(MigratingSessionStore store, StepContext context, int samplePercent) {
        this.store = store;
        this.context = context;
        this.samplePercent = samplePercent;
    }

    Optional<SessionStageRecord> present() {
        return store.stages().latest(store.name());
    }

    static SessionStage stageOf(Optional<SessionStageRecord> record) {
        return record.map(SessionStageRecord::stage).orElse(SessionStage.OFF);
    }

    boolean isOwn(SessionStageRecord record) {
        return record.migration().equals(context.migration())
                && record.step().equals(context.step().value());
    }

    /** Makes sure that the stage holds, is settled and stands under the token of this attempt. */
    SessionStageRecord hold(SessionStage stage, boolean held) {
        Optional<SessionStageRecord> present = present();
        boolean there = present.filter(record -> record.migration().equals(context.migration())
                        && record.stage() == stage
                        && record.held() == held)
                .isPresent();
        if (!there) {
            return enter(stage, held, Optional.empty());
        }
        SessionStageRecord record = present.orElseThrow();
        if (record.token() != context.token().value()) {
            return say(
                    next(record, record.reason(), record.settled() ? stage : record.from(), stage, held),
                    record.entryEpoch(),
                    record.enteredAt());
        }
        return record.settled() ? followed(record) : settle(record);
    }

    SessionStageRecord enter(SessionStage stage, boolean held, Optional<String> reason) {
        Optional<SessionStageRecord> present = present();
        long epoch = present.map(SessionStageRecord::epoch).orElse(0L) + 1;
        SessionStage from = present.filter(record -> !record.settled())
                .map(SessionStageRecord::from)
                .filter(before -> before.targetOwns() != stage.targetOwns())
                .orElse(stageOf(present));
        Instant now = context.clock().instant();
        return say(record(epoch, reason, from, stage, held), epoch, now);
    }

    private SessionStageRecord next(
            SessionStageRecord before, Optional<String> reason, SessionStage from, SessionStage stage, boolean held) {
        return record(before.epoch() + 1, reason, from, stage, held);
    }

    private SessionStageRecord record(
            long epoch, Optional<String> reason, SessionStage from, SessionStage stage, boolean held) {
        return new SessionStageRecord(
                store.name(),
                context.migration(),
                context.step().value(),
                context.token().value(),
                epoch,
                epoch,
                from,
                stage,
                held,
                samplePercent,
                false,
                context.clock().instant(),
                reason);
    }

    private SessionStageRecord say(SessionStageRecord record, long entryEpoch, Instant enteredAt) {
        SessionStageRecord said = new SessionStageRecord(
                record.subject(),
                record.migration(),
                record.step(),
                record.token(),
                record.epoch(),
                entryEpoch,
                record.from(),
                record.stage(),
                record.held(),
                record.samplePercent(),
                false,
                enteredAt,
                record.reason());
        SessionMoveFaultPoints.BEFORE_STAGE.reached();
        store.stages().store(context, said);
        SessionMoveFaultPoints.STAGE_STORED.reached();
        return settle(said);
    }

    private SessionStageRecord settle(SessionStageRecord record) {
        store.follow(record);
        SessionMoveFaultPoints.STAGE_FOLLOWED.reached();
        SessionStageRecord settled = record.asSettled();
        store.stages().store(context, settled);
        SessionMoveFaultPoints.STAGE_SETTLED.reached();
        return followed(settled);
    }

    private SessionStageRecord followed(SessionStageRecord record) {
        store.follow(record);
        context.note("stage", record.label() + "; signal " + record.backSignal() + " goes one stage back");
        return record;
    }

    SessionFence fence(SessionStageRecord record) {
        return new SessionFence(store.name(), record.epoch());
    }

    SessionStore owner(SessionStageRecord record) {
        return record.stage().targetOwns() ? store.target() : store.source();
    }

    SessionStore other(SessionStageRecord record) {
        return record.stage().targetOwns() ? store.source() : store.target();
    }
}
