package dev.passage.migration.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.identity.StepId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a person reads of a failure (X9, H4). */
final class FailureDescriptionTest {
    private static final StepId COPY = StepId.of("copy");

    @Test
    void saysOnceWhatToDo() {
        Failure failure = describe(StepFailedException.fatal(
                FailureKind.STEP_FAILED, "Table \"orders\" cannot be read.", "Grant SELECT on it, then resume."));

        assertThat(failure.message()).isEqualTo("Table \"orders\" cannot be read.");
        assertThat(failure.actions().get(0).description()).isEqualTo("Grant SELECT on it, then resume.");
        assertThat(failure.toString()).containsOnlyOnce("Grant SELECT");
    }

    @Test
    void tellsTheClassOfAForeignFailureButNotItsText() {
        Failure failure = describe(new IllegalStateException(
                "row (4711, 'secret') refused", new IllegalArgumentException("Key (iban)=(DE12) exists")));

        assertThat(failure.toString() + failure.cause())
                .contains("IllegalArgumentException")
                .contains("copy")
                .doesNotContain("secret")
                .doesNotContain("DE12");
    }

    private static Failure describe(Throwable thrown) {
        return FailureDescription.of(thrown, COPY, false, Duration.ofMinutes(1));
    }
}
