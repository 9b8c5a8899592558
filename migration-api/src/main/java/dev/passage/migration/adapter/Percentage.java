package dev.passage.migration.adapter;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * A share from 0 to 100 %, in steps of 0.01 %.
 *
 * @param basisPoints hundredths of a percent, from 0 to 10,000
 * @since 0.1.0
 */
public record Percentage(int basisPoints) implements Comparable<Percentage> {
    /** How many basis points are everything. */
    public static final int ALL_BASIS_POINTS = 10_000;
    /** Nothing. */
    public static final Percentage NONE = new Percentage(0);
    /** Everything. */
    public static final Percentage ALL = new Percentage(ALL_BASIS_POINTS);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is below 0 or above 100 %
     */
    public Percentage {
        if (basisPoints < 0 || basisPoints > ALL_BASIS_POINTS) {
            throw new IllegalArgumentException("A percentage must be from 0 to 100, but was "
                    + BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + ".");
        }
    }

    /**
     * Returns a percentage.
     *
     * @param percent a decimal number from 0 to 100 with up to two decimals, for example {@code 0.01}
     * @return the percentage
     * @throws IllegalArgumentException if it is no such number
     */
    public static Percentage of(String percent) {
        try {
            return new Percentage(new BigDecimal(percent).movePointRight(2).intValueExact());
        } catch (ArithmeticException | NumberFormatException malformed) {
            throw new IllegalArgumentException(
                    "A percentage must be a number from 0 to 100 with up to two decimals, but was " + percent + ".",
                    malformed);
        }
    }

    /**
     * Returns a percentage.
     *
     * @param percent a whole number from 0 to 100
     * @return the percentage
     * @throws IllegalArgumentException if it is below 0 or above 100
     */
    public static Percentage of(int percent) {
        return of(Integer.toString(percent));
    }

    /**
     * Tells whether one number is more than this share of another.
     *
     * @param part the one
     * @param whole the other, not negative
     * @return whether it is more; never when the whole is 0
     */
    public boolean isExceededBy(long part, long whole) {
        return whole > 0 && (double) part * ALL_BASIS_POINTS > (double) whole * basisPoints;
    }

    @Override
    public int compareTo(Percentage other) {
        return Integer.compare(basisPoints, other.basisPoints);
    }

    @Override
    public String toString() {
        return String.format(Locale.ENGLISH, "%d.%02d %%", basisPoints / 100, basisPoints % 100);
    }
}
