package dev.passage.migration.executor;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.identity.StepId;
import java.util.List;
import java.util.Optional;

/** What is to be done next with a migration. */
sealed interface Decision {

    /** Run these steps, or their rollback steps, now. */
    record Run(List<StepId> steps, boolean backward) implements Decision {}

    /** Steps are running here; look again when one of them ends. */
    record AwaitRunning() implements Decision {}

    /** Turn the direction. */
    record TurnBack(String why, Optional<Failure> failure) implements Decision {}

    /** A step, or its rollback step, is to begin later: journal that it waits. */
    record BeginWait(StepId step, boolean backward, Wait pending) implements Decision {}

    /** Everything that is left waits or asks; give the migration back. */
    record Leave() implements Decision {}

    /** Pause now. */
    record Pause() implements Decision {}

    /** All is done. */
    record Complete() implements Decision {}

    /** All is undone. */
    record FinishRollback() implements Decision {}

    /** Nothing had run: cancel. */
    record Cancel() implements Decision {}

    /** Stop at this failure. */
    record Fail(Failure failure) implements Decision {}

    /** Stop the way back at this failure. */
    record StopRollback(Failure failure) implements Decision {}
}
