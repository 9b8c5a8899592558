package dev.passage.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rates over a sliding window against thresholds (K2, O5). */
class ObservedTrafficTest {
    private static final Duration QUICK = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofMillis(500);
    private static final Observation OBSERVATION = Observation.lasting(Duration.ofMinutes(30))
            .within(Duration.ofSeconds(10))
            .errorsAtMost(10)
            .slowAtMost(20, SLOW)
            .callsAtLeast(10);

    private final Watch clock = new Watch();
    private final ObservedTraffic traffic = new ObservedTraffic(clock);
    private final Instant until = clock.instant().plus(OBSERVATION.lasting());

    @Test
    void aShareAtItsThresholdIsAllowedAndOneAboveIsNot() {
        traffic.watch("acme", OBSERVATION, until);
        report("acme", 9, QUICK, false);
        report("acme", 1, QUICK, true);

        Verdict allowed = traffic.watch("acme", OBSERVATION, until);
        report("acme", 1, QUICK, true);
        Verdict above = traffic.watch("acme", OBSERVATION, until);

        assertThat(allowed).isEqualTo(new Verdict(new Rates(10, 1, 0), List.of()));
        assertThat(above.breaches()).containsExactly("18.2 % of 11 transactions failed, at most 10 % may");
    }

    @Test
    void aTransactionIsSlowFromTheGivenDurationOn() {
        traffic.watch("acme", OBSERVATION, until);
        report("acme", 7, SLOW.minusMillis(1), false);
        report("acme", 3, SLOW, false);

        Verdict verdict = traffic.watch("acme", OBSERVATION, until);

        assertThat(verdict.seen()).isEqualTo(new Rates(10, 0, 3));
        assertThat(verdict.breaches())
                .containsExactly("30.0 % of 10 transactions took 500 ms or longer, at most 20 % may");
    }

    @Test
    void fewTransactionsSayNothing() {
        traffic.watch("acme", OBSERVATION, until);
        report("acme", 9, SLOW, true);

        assertThat(traffic.watch("acme", OBSERVATION, until).breaches()).isEmpty();
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        traffic.watch("acme", OBSERVATION, until);
        report("acme", 20, QUICK, true);
        clock.now = clock.now.plusSeconds(11);

        assertThat(traffic.watch("acme", OBSERVATION, until).seen()).isEqualTo(new Rates(0, 0, 0));
    }

    @Test
    void aTenantWithoutTrafficIsNoticedAfterAWholeWindow() {
        Observation busy = OBSERVATION.successesAtLeast(5);
        traffic.watch("acme", busy, until);
        clock.now = clock.now.plusSeconds(9);

        Verdict early = traffic.watch("acme", busy, until);
        clock.now = clock.now.plusSeconds(1);
        Verdict late = traffic.watch("acme", busy, until);

        assertThat(early.breaches()).isEmpty();
        assertThat(late.breaches()).containsExactly("0 transactions succeeded within PT10S, at least 5 must");
    }

    @Test
    void anotherTenantIsNotLookedAt() {
        traffic.watch("acme", OBSERVATION, until);
        report("other", 100, QUICK, true);

        assertThat(traffic.watch("acme", OBSERVATION, until).seen()).isEqualTo(new Rates(0, 0, 0));
    }

    @Test
    void refusesWhatIsOutOfItsRange() {
        assertThatThrownBy(() -> OBSERVATION.errorsAtMost(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The greatest share of errors is 0 to 100, but was given 101.");
        assertThatThrownBy(() -> OBSERVATION.within(Duration.ZERO)).hasMessageContaining("PT1S to PT1H");
    }

    private void report(String tenant, int times, Duration took, boolean failed) {
        for (int i = 0; i < times; i++) {
            traffic.ended(tenant, took, failed);
        }
    }

    private static final class Watch extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
