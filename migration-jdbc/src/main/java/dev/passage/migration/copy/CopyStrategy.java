package dev.passage.migration.copy;

import java.util.Objects;

/**
 * How one table is copied, and why so.
 *
 * @param copier the strategy
 * @param reason why, for the plan
 * @since 0.1.0
 */
public record CopyStrategy(Copier copier, String reason) {

    /** Checks that both parts are given. */
    public CopyStrategy {
        Objects.requireNonNull(copier, "copier");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns the strategy with its reason in one line.
     *
     * @return the name, then the reason
     */
    @Override
    public String toString() {
        return copier.name() + ", because " + reason;
    }
}
