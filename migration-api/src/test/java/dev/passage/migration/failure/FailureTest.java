package dev.passage.migration.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.identity.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A failure tells a person what failed, why, and what to do next (X9). */
final class FailureTest {

    @Test
    void readsAsOneLine() {
        Failure failure = new Failure(
                FailureKind.TIMEOUT,
                Optional.of(StepId.of("copy")),
                "It took too long.",
                "none",
                List.of(new RecoveryAction("resume", "Resume it.")));

        assertThat(failure).hasToString("TIMEOUT in step copy: It took too long. Resume it.");
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void everyKindOffersSomethingToDo(FailureKind kind) {
        assertThat(kind.usualActions())
                .isNotEmpty()
                .allSatisfy(action -> assertThat(action.description()).isNotBlank());
    }

    @Test
    void doesNotChangeWithTheListItWasMadeOf() {
        List<RecoveryAction> actions = new ArrayList<>();
        Failure failure = new Failure(FailureKind.TIMEOUT, Optional.empty(), "It took too long.", "none", actions);

        actions.add(new RecoveryAction("resume", "Resume it."));

        assertThat(failure.actions()).isEmpty();
        assertThatThrownBy(() -> failure.actions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
