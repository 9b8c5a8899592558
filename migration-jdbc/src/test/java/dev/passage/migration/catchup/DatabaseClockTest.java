package dev.passage.migration.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.catchup.DatabaseClock.Moment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** What two clocks say is compared only as far as it is known how far they are apart (R3). */
class DatabaseClockTest {
    /** Asked at 1 s by the clock of this process, which had the answer 400 microseconds later: one clock a minute ahead of the other. */
    private final DatabaseClock behind = DatabaseClock.between(1_000_000_000, 10_000_000, 1_000_400_000);

    private final DatabaseClock ahead = DatabaseClock.between(1_000_000_000, 70_000_000, 1_000_400_000);

    @Test
    void whatOneClockSaysLaterMayHaveBeenEarlier() {
        Moment first = ahead.at(micros(65_000_000), 0);
        Moment second = behind.at(micros(6_000_000), 0);

        assertThat(first.isSurelyBefore(second)).isTrue();
        assertThat(second.isSurelyBefore(first)).isFalse();
    }

    @Test
    void momentsThatMayBeOneAreInNoOrder() {
        Moment first = ahead.at(micros(66_000_000), 0);
        Moment second = behind.at(micros(6_000_400), 0);

        assertThat(first.isSurelyBefore(second)).isFalse();
        assertThat(second.isSurelyBefore(first)).isFalse();
    }

    @Test
    void momentsFurtherApartThanBothAnswersTookAreInOrder() {
        Moment first = ahead.at(micros(66_000_000), 0);
        Moment second = behind.at(micros(6_000_403), 0);

        assertThat(first.isSurelyBefore(second)).isTrue();
    }

    @Test
    void aStampOfWholeSecondsMayBeOffByOne() {
        Moment first = ahead.at(micros(66_000_000), 1_000_000);
        Moment second = behind.at(micros(7_000_402), 0);
        Moment third = behind.at(micros(7_000_403), 0);

        assertThat(first.isSurelyBefore(second)).isFalse();
        assertThat(first.isSurelyBefore(third)).isTrue();
    }

    @Test
    void whatIsYetToComeHasNotHappened() {
        DatabaseClock now = DatabaseClock.between(System.nanoTime(), 10_000_000, System.nanoTime());

        assertThat(now.at(micros(9_000_000), 0).isSurelyFuture()).isFalse();
        assertThat(now.at(micros(3_600_000_000L), 0).isSurelyFuture()).isTrue();
        assertThat(now.at(micros(3_600_000_000L), 3_600_000_000L).isSurelyFuture())
                .isFalse();
    }

    private static Instant micros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
