package dev.passage.migration.session.migrating;

import dev.passage.migration.session.SessionFence;
import dev.passage.migration.session.SessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.session.stage.SessionStageRecord;
import java.util.Optional;

/** Where reads and writes go in a stage. */
record SessionRoute(Optional<SessionStageRecord> record, SessionStore owner, SessionStore other, SessionFence fence) {

    static SessionRoute of(String name, SessionStore source, SessionStore target, Optional<SessionStageRecord> record) {
        boolean targetOwns =
                record.map(SessionStageRecord::stage).orElse(SessionStage.OFF).targetOwns();
        long epoch = record.map(SessionStageRecord::epoch).orElse(0L);
        return new SessionRoute(
                record, targetOwns ? target : source, targetOwns ? source : target, new SessionFence(name, epoch));
    }

    SessionStage stage() {
        return record.map(SessionStageRecord::stage).orElse(SessionStage.OFF);
    }

    long epoch() {
        return fence.epoch();
    }

    /** The same for as long as the stage holds, whoever takes over meanwhile. */
    long entryEpoch() {
        return record.map(SessionStageRecord::entryEpoch).orElse(0L);
    }

    boolean isHeld() {
        return record.map(SessionStageRecord::held).orElse(false);
    }

    boolean isSettled() {
        return record.map(SessionStageRecord::settled).orElse(true);
    }

    boolean changesOwner() {
        return record.map(SessionStageRecord::changesOwner).orElse(false);
    }
}
