package dev.passage.migration.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tokens are ordered numbers, and the one of nobody is below all others (X2). */
final class FencingTokenTest {

    @Test
    void isOrderedByNumber() {
        assertThat(FencingToken.of(10)).isGreaterThan(FencingToken.of(9)).hasToString("10");
        assertThat(FencingToken.NONE).isLessThan(FencingToken.of(1));
    }

    @Test
    void isNeverNegative() {
        assertThatThrownBy(() -> FencingToken.of(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
