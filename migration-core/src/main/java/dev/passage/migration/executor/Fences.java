package dev.passage.migration.executor;

import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.RecoveryAction;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.MigrationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises and retires the fences of the systems that take part (X2). */
final class Fences {
    private static final Logger log = LoggerFactory.getLogger(Fences.class);
    private static final int TRIES = 5;
    private static final long PAUSE_MILLIS = 400;

    private Fences() {}

    static List<Participant> of(Handler<?> handler, MigrationPlan plan) {
        return participants(handler, plan);
    }

    private static <S extends Record> List<Participant> participants(Handler<S> handler, MigrationPlan plan) {
        return handler.participants(handler.settingsType().cast(plan.spec().settings()));
    }

    /**
     * What came of raising fences.
     *
     * @param stopped whether somebody asked to stop before all were raised, which is no failure
     * @param failure why one could not be raised
     */
    record Raised(boolean stopped, Optional<Failure> failure) {
        private static final Raised ALL = new Raised(false, Optional.empty());
        private static final Raised STOPPED = new Raised(true, Optional.empty());

        boolean all() {
            return !stopped && failure.isEmpty();
        }
    }

    /** Raises every fence. */
    static Raised raise(
            List<Participant> participants,
            MigrationHistory history,
            FencingToken token,
            BooleanSupplier stopRequested) {
        for (Participant participant : participants) {
            boolean lost = isLost(participant, history);
            Raised one = raise(participant, history.id(), token, lost ? 1 : TRIES, stopRequested);
            if (one.stopped()) {
                return one;
            }
            if (!one.all() && !lost) {
                boolean canBeLost = wantsBack(history) && participant.canBeLost();
                return canBeLost ? new Raised(false, one.failure().map(Fences::advised)) : one;
            }
            ExecutorFaultPoints.FENCE_RAISED.reached();
        }
        return Raised.ALL;
    }

    /** Whether the rollback goes on without it when it cannot be reached. */
    private static boolean isLost(Participant participant, MigrationHistory history) {
        return participant.canBeLost() && history.isLossAccepted() && wantsBack(history);
    }

    private static boolean wantsBack(MigrationHistory history) {
        return history.standing().backward()
                || history.standing().turnRequested().isPresent();
    }

    private static Failure advised(Failure failure) {
        List<RecoveryAction> actions = new ArrayList<>(failure.actions());
        actions.add(
                new RecoveryAction(
                        "accept-loss",
                        "If it never comes back, roll back with RollbackOptions.acceptLoss(by, reason): the source works again without"
                                + " what was written there and had not come back. The dry run of that rollback says what is known of it."));
        return new Failure(failure.kind(), failure.step(), failure.message(), failure.cause(), actions);
    }

    private static Raised raise(
            Participant participant, MigrationId id, FencingToken token, int tries, BooleanSupplier stopRequested) {
        Optional<Failure> failure = Optional.empty();
        for (int attempt = 0; attempt < tries; attempt++) {
            if (stopRequested.getAsBoolean()) {
                return Raised.STOPPED;
            }
            try {
                participant.raise(id, token);
                return Raised.ALL;
            } catch (LeaseLostException overtaken) {
                throw overtaken;
            } catch (Exception thrown) {
                failure = Optional.of(failure(participant, thrown));
                if (!Pause.on(participant, PAUSE_MILLIS, stopRequested)) {
                    return Raised.STOPPED;
                }
            }
        }
        return new Raised(false, failure);
    }

    private static Failure failure(Participant participant, Exception thrown) {
        String why = thrown instanceof MigrationException own
                ? String.valueOf(own.getMessage())
                : "it threw " + FailureDescription.describe(thrown);
        return new Failure(
                FailureKind.DEPENDENCY_UNAVAILABLE,
                Optional.empty(),
                "The fence of " + participant.name() + " could not be raised, so nothing was run: " + why,
                FailureDescription.describe(thrown),
                FailureKind.DEPENDENCY_UNAVAILABLE.usualActions());
    }

    static void retire(List<Participant> participants, MigrationHistory history) {
        for (Participant participant : participants) {
            int tries = isLost(participant, history) ? 1 : TRIES;
            for (int attempt = 1; attempt <= tries; attempt++) {
                try {
                    participant.retire(history.id());
                    break;
                } catch (Exception failure) {
                    log.atWarn()
                            .addKeyValue("migration", history.id())
                            .addKeyValue("participant", participant.name())
                            .addKeyValue("thrown", FailureDescription.describe(failure))
                            .log("A participant could not be retired");
                    if (!Pause.on(participant, PAUSE_MILLIS, () -> false)) {
                        return;
                    }
                }
            }
        }
    }
}
