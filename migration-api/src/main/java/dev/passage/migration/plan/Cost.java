package dev.passage.migration.plan;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * What the thing costs before and after the migration, for example a month's rent of a database (P6).
 *
 * @param now what it costs now
 * @param after what it will cost
 * @param currency the unit of both, for example {@code EUR/month}
 * @since 0.1.0
 */
public record Cost(BigDecimal now, BigDecimal after, String currency) {

    /** Checks that every part is given. */
    public Cost {
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * Returns how much more it will cost.
     *
     * @return after minus now; negative when it gets cheaper
     */
    public BigDecimal difference() {
        return after.subtract(now);
    }
}
