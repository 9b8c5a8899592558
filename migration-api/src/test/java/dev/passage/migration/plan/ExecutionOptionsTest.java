package dev.passage.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that exist can be run with (P1, X3, X4, X11). */
final class ExecutionOptionsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65})
    void refusesStepsAtOnceOutOfRange(int steps) {
        assertThatThrownBy(() -> ExecutionOptions.USUAL.withParallelism(steps))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 64")
                .hasMessageContaining(String.valueOf(steps));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesATimeoutThatIsNotLongerThanZero(Duration limit) {
        assertThatThrownBy(() -> ExecutionOptions.USUAL.withTimeout(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(limit.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void refusesOtherThanOneOrTwoApprovals(int approvals) {
        assertThatThrownBy(() -> new ExecutionOptions(
                        ValidationLevel.FULL, true, Duration.ofDays(1), 1, false, approvals, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 or 2");
    }

    @Test
    void changesOnlyWhatIsAskedFor() {
        ExecutionOptions all = ExecutionOptions.USUAL
                .withValidation(ValidationLevel.STRICT)
                .withRollbackOnFailure(false)
                .withTimeout(Duration.ofHours(1))
                .withParallelism(4)
                .requiringDryRun()
                .requiringTwoApprovals()
                .withPriority(7);

        assertThat(all)
                .isEqualTo(new ExecutionOptions(
                        ValidationLevel.STRICT, false, Duration.ofHours(1), 4, true, 2, 7, Duration.ZERO));
        assertThat(ExecutionOptions.USUAL.approvals()).isEqualTo(1);
    }
}
