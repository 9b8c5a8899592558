package dev.passage.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Only a check that was made and passed counts as passed (promise 5); estimates never go below zero (P6). */
final class CheckTest {

    @Test
    void passesOnlyWhenBothAreEqual() {
        assertThat(Check.equal("rows", 3, 3).isPassed()).isTrue();
        assertThat(Check.equal("rows", 3, 4).isPassed()).isFalse();
        assertThat(Check.equal("rows", 3, 4).detail()).contains("3").contains("4");
        assertThat(Check.equal("rows", 3, 3L).isPassed()).isFalse();
    }

    @Test
    void aSkippedCheckIsAsBadAsAFailedOne() {
        assertThat(Check.skipped("rows", "no time").isPassed()).isFalse();
    }

    @Test
    void anEstimateIsNotNegativeAndAddsUp() {
        StepEstimate one = new StepEstimate(1, 2, Duration.ofSeconds(3), Duration.ofMillis(4));

        assertThat(one.plus(StepEstimate.lasting(Duration.ofSeconds(1))))
                .isEqualTo(new StepEstimate(1, 2, Duration.ofSeconds(4), Duration.ofMillis(4)));
        assertThatThrownBy(() -> new StepEstimate(-1, 0, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> StepEstimate.lasting(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
