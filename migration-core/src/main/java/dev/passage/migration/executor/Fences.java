package dev.passage.migration.executor;

import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.LeaseLostException;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;
import dev.passage.migration.plan.MigrationPlan;
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

    /** Raises every fence; returns why that is not possible, empty when it is done. */
    static Optional<Failure> raise(
            List<Participant> participants, MigrationId id, FencingToken token, BooleanSupplier stopRequested) {
        for (Participant participant : participants) {
            Optional<Failure> failure = raise(participant, id, token, stopRequested);
            if (failure.isPresent()) {
                return failure;
            }
            ExecutorFaultPoints.FENCE_RAISED.reached();
        }
        return Optional.empty();
    }

    private static Optional<Failure> raise(
            Participant participant, MigrationId id, FencingToken token, BooleanSupplier stopRequested) {
        Exception last = null;
        for (int attempt = 0; attempt < TRIES && !stopRequested.getAsBoolean(); attempt++) {
            try {
                participant.raise(id, token);
                return Optional.empty();
            } catch (LeaseLostException overtaken) {
                throw overtaken;
            } catch (Exception failure) {
                last = failure;
                if (!Pause.on(participant, PAUSE_MILLIS, stopRequested)) {
                    break;
                }
            }
        }
        String why = last instanceof MigrationException own
                ? String.valueOf(own.getMessage())
                : last == null ? "the engine was closed" : "it threw " + FailureDescription.describe(last);
        return Optional.of(new Failure(
                FailureKind.DEPENDENCY_UNAVAILABLE,
                Optional.empty(),
                "The fence of " + participant.name() + " could not be raised, so nothing was run: " + why,
                last == null ? "none" : FailureDescription.describe(last),
                FailureKind.DEPENDENCY_UNAVAILABLE.usualActions()));
    }

    static void retire(List<Participant> participants, MigrationId id) {
        for (Participant participant : participants) {
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                try {
                    participant.retire(id);
                    break;
                } catch (Exception failure) {
                    log.atWarn()
                            .addKeyValue("migration", id)
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
