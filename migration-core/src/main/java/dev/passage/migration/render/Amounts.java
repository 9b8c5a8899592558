package dev.passage.migration.render;

import java.time.Duration;
import java.util.Locale;

/**
 * Numbers, sizes and times as a person reads them, the same in every locale.
 *
 * @since 0.1.0
 */
public final class Amounts {
    private static final String[] SIZES = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amounts() {}

    /**
     * Returns a number with its thousands apart.
     *
     * @param number the number
     * @return for example {@code 12,000}
     */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /**
     * Returns a number of things.
     *
     * @param number how many
     * @param thing what one is called, in a word that takes an s
     * @return for example {@code 1 row} or {@code 12,000 rows}
     */
    public static String count(long number, String thing) {
        return count(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /**
     * Returns a size.
     *
     * @param number how many bytes, not negative
     * @return for example {@code 3.4 MiB}
     */
    public static String bytes(long number) {
        if (number < 1024) {
            return number + " B";
        }
        double size = number / 1024.0;
        int unit = 0;
        while (size >= 1023.95 && unit < SIZES.length - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, SIZES[unit]);
    }

    /**
     * Returns a time span, the coarser the longer it is.
     *
     * @param span how long; a negative one counts as none
     * @return for example {@code 310 ms}, {@code 4.2 s}, {@code 12 min 5 s} or {@code 3 d 4 h}
     */
    public static String duration(Duration span) {
        if (span.isZero() || span.isNegative()) {
            return "0 s";
        }
        long millis = span.toMillis();
        if (millis == 0) {
            return "under 1 ms";
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0).replace(".0 s", " s");
        }
        long seconds = (millis + 500) / 1_000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return twoParts(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86_400
                ? twoParts(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
                : twoParts(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String twoParts(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
