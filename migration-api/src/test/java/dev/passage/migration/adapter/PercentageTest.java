package dev.passage.migration.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A percentage is from 0 to 100 in steps of 0.01 (A2). */
final class PercentageTest {

    @Test
    void goesDownToAHundredthOfAPercent() {
        assertThat(Percentage.of("0.01").basisPoints()).isEqualTo(1);
        assertThat(Percentage.of("0.01")).hasToString("0.01 %");
        assertThat(Percentage.of(100)).isEqualTo(Percentage.ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100.01", "101", "-0.01", "0.001", "1e9", "many", ""})
    void refusesWhatIsNoPercentage(String text) {
        assertThatThrownBy(() -> Percentage.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A percentage must be");
    }

    @Test
    void isNotExceededByNothing() {
        assertThat(Percentage.NONE.isExceededBy(0, 0)).isFalse();
        assertThat(Percentage.NONE.isExceededBy(1, 1_000_000)).isTrue();
        assertThat(Percentage.of(1).isExceededBy(1, 100)).isFalse();
        assertThat(Percentage.of(1).isExceededBy(2, 100)).isTrue();
    }
}
