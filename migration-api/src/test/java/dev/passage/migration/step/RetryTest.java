package dev.passage.migration.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A retry policy that exists can be carried out (X3). */
final class RetryTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, 0, attempts",
        "1001, 1, 1, 1, 0, attempts",
        "2, -1, 1, 1, 0, delays",
        "2, 2, 1, 1, 0, delays",
        "2, 1, 1, 0.9, 0, factor",
        "2, 1, 1, NaN, 0, factor",
        "2, 1, 1, 1, -0.1, jitter",
        "2, 1, 1, 1, 1.1, jitter",
        "2, 1, 1, 1, NaN, jitter"
    })
    void namesThePartThatIsOutOfItsRange(
            int attempts, int first, int longest, double factor, double jitter, String named) {
        assertThatThrownBy(() ->
                        new Retry(attempts, Duration.ofSeconds(first), Duration.ofSeconds(longest), factor, jitter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void noneIsOneAttempt() {
        assertThat(Retry.none().attempts()).isEqualTo(1);
    }

    @Test
    void fixedPausesDoNotGrow() {
        Retry retry = Retry.fixed(3, Duration.ofSeconds(2));

        assertThat(retry.maxDelay()).isEqualTo(retry.firstDelay());
        assertThat(retry.jitter()).isZero();
    }

    @Test
    void exponentialPausesGrowAndDiffer() {
        Retry retry = Retry.exponential(4);

        assertThat(retry.attempts()).isEqualTo(4);
        assertThat(retry.factor()).isGreaterThan(1);
        assertThat(retry.jitter()).isPositive();
        assertThat(retry.maxDelay()).isGreaterThan(retry.firstDelay());
    }
}
