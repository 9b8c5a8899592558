package dev.passage.migration.executor;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.planner.Planner;
import dev.passage.migration.step.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before the first step: what was found at planning must still hold (P5). A system that is out of reach for a moment is asked again,
 * for nothing has changed yet and the plan may be good (X3).
 */
final class Revalidation {
    private static final Logger log = LoggerFactory.getLogger(Revalidation.class);
    private static final Retry LOOKS = Retry.exponential(4);
    private static final Duration LONGEST_LOOK = Duration.ofHours(1);

    private final ExecutorSettings settings;
    private final Planner.Result bound;
    private final BooleanSupplier stop;

    Revalidation(ExecutorSettings settings, Planner.Result bound, BooleanSupplier stop) {
        this.settings = settings;
        this.bound = bound;
        this.stop = stop;
    }

    /** Why the migration must not begin, if it must not. */
    Optional<Failure> refusal() throws InterruptedException, Attempts.Stopped {
        try {
            List<Finding> blocking = new Attempts(settings.timer())
                    .run(LOOKS, 0, LONGEST_LOOK, this::findings, () -> {}, this::tell, stop).stream()
                            .filter(Finding::isBlocking)
                            .toList();
            return blocking.isEmpty()
                    ? Optional.empty()
                    : refused("What was planned no longer holds: "
                            + blocking.stream().map(Finding::toString).collect(Collectors.joining("; ")));
        } catch (MigrationException failure) {
            return refused(String.valueOf(failure.getMessage()));
        } catch (InterruptedException | Attempts.Stopped | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            return refused("What was planned could not be looked at within " + LONGEST_LOOK + ".");
        }
    }

    private List<Finding> findings() {
        return settings.planner().findingsNow(bound);
    }

    private void tell(Throwable failure) {
        log.atWarn()
                .addKeyValue("migration", bound.plan().id())
                .setCause(failure)
                .log("What was planned could not be looked at; it is tried again");
    }

    private static Optional<Failure> refused(String message) {
        return Optional.of(new Failure(
                FailureKind.VALIDATION_FAILED,
                Optional.empty(),
                message,
                "none",
                FailureKind.VALIDATION_FAILED.usualActions()));
    }
}
