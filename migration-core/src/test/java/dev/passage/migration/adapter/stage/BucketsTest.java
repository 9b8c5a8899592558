package dev.passage.migration.adapter.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.passage.migration.adapter.Percentage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys keep their side, shares are what they say, and migrations choose differently (A2). */
final class BucketsTest {
    private static final int KEYS = 1_000_000;
    private static final double SIGMAS = 5;

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "0.1", "1", "25", "50", "99.99"})
    void holdsTheShareItSays(String percent) {
        Percentage share = Percentage.of(percent);
        Buckets buckets = new Buckets("m-1");

        long held = IntStream.range(0, KEYS)
                .filter(key -> buckets.holds("customer-" + key, share))
                .count();

        double probability = share.basisPoints() / (double) Percentage.ALL_BASIS_POINTS;
        double deviation = Math.sqrt(KEYS * probability * (1 - probability));
        assertThat((double) held).isCloseTo(KEYS * probability, within(SIGMAS * deviation));
    }

    @Test
    void keepsAKeyWhenTheShareGrows() {
        Buckets buckets = new Buckets("m-1");
        List<Percentage> shares =
                List.of(Percentage.of("0.01"), Percentage.of(1), Percentage.of(10), Percentage.of(50), Percentage.ALL);

        for (int index = 1; index < shares.size(); index++) {
            Percentage less = shares.get(index - 1);
            Percentage more = shares.get(index);
            assertThat(IntStream.range(0, 100_000).mapToObj(key -> "customer-" + key))
                    .allMatch(key -> !buckets.holds(key, less) || buckets.holds(key, more));
        }
    }

    @Test
    void choosesOthersInAnotherMigration() {
        Buckets one = new Buckets("m-1");
        Buckets other = new Buckets("m-2");
        Percentage half = Percentage.of(50);

        long both = IntStream.range(0, 100_000)
                .filter(key -> one.holds("customer-" + key, half) && other.holds("customer-" + key, half))
                .count();

        assertThat(both).isBetween(24_000L, 26_000L);
    }

    @Test
    void isTheSameOnEachInstance() {
        assertThat(new Buckets("m-1").of("acme")).isEqualTo(new Buckets("m-1").of("acme"));
    }
}
