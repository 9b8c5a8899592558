package dev.passage.migration.adapter.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gate is breached by each of its three rates, and only by enough calls (A2). */
final class GateTest {
    private final ReplacementHealth health =
            new ReplacementHealth(new HealthSettings(Duration.ofMinutes(1), Duration.ofMillis(10), 1));

    @Test
    void isBreachedByAnswersThatDiffer() {
        compare(19, true);
        assertThat(Gate.USUAL.breach(health.recent())).isEmpty();

        compare(1, false);

        assertThat(Gate.USUAL.breach(health.recent())).contains("1 of 20 answers differ, more than 0.00 %");
    }

    @Test
    void isBreachedByCallsThatFail() {
        call(99, 0, false);
        call(1, 0, true);
        assertThat(Gate.USUAL.breach(health.recent())).isEmpty();

        call(1, 0, true);

        assertThat(Gate.USUAL.breach(health.recent())).contains("2 of 101 calls failed, more than 1.00 %");
    }

    @Test
    void isBreachedByCallsThatAreSlow() {
        call(95, 0, false);
        call(5, Duration.ofMillis(11).toNanos(), false);
        assertThat(Gate.USUAL.breach(health.recent())).isEmpty();

        call(1, Duration.ofMillis(11).toNanos(), false);

        assertThat(Gate.USUAL.breach(health.recent())).contains("6 of 101 calls were slow, more than 5.00 %");
    }

    @Test
    void isNotJudgedByAFewCalls() {
        call(19, 0, true);

        assertThat(Gate.USUAL.breach(health.recent())).isEmpty();
        assertThat(Gate.USUAL.judgingFrom(19).breach(health.recent())).isPresent();
    }

    @Test
    void refusesNumbersThatCannotBe() {
        assertThatThrownBy(() -> Gate.USUAL.judgingFrom(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Gate.USUAL.withMinimumCalls(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void compare(int times, boolean same) {
        for (int time = 0; time < times; time++) {
            health.compared(same);
        }
    }

    private void call(int times, long nanos, boolean failure) {
        for (int time = 0; time < times; time++) {
            health.called(nanos, failure);
        }
    }
}
