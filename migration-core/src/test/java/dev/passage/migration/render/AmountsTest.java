package dev.passage.migration.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, sizes and times read the same everywhere (P7, O8). */
final class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "-5, 0 s",
        "310, 310 ms",
        "1000, 1 s",
        "4200, 4.2 s",
        "9949, 9.9 s",
        "9950, 10 s",
        "59499, 59 s",
        "59500, 1 min",
        "252000, 4 min 12 s",
        "3599400, 59 min 59 s",
        "3600000, 1 h",
        "7500000, 2 h 5 min",
        "86400000, 1 d",
        "273600000, 3 d 4 h"
    })
    void tellsTimeTheCoarserTheLongerItIs(long millis, String text) {
        assertThat(Amounts.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void tellsThatSomethingShortWasNotNothing() {
        assertThat(Amounts.duration(Duration.ofNanos(1))).isEqualTo("under 1 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "3565158, 3.4 MiB",
        "9223372036854775807, 8.0 EiB"
    })
    void tellsSizesInPowersOf1024(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void countsOneAndMany() {
        assertThat(Amounts.count(1, "row")).isEqualTo("1 row");
        assertThat(Amounts.count(12_000, "row")).isEqualTo("12,000 rows");
    }
}
