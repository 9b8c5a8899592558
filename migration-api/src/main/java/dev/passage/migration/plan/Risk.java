package dev.passage.migration.plan;

import java.util.Objects;

/**
 * One thing that can go wrong, and what is done about it (P4).
 *
 * @param level how much it matters
 * @param reason what can go wrong
 * @param mitigation what is done about it, by the plan or by a person
 * @since 0.1.0
 */
public record Risk(RiskLevel level, String reason, String mitigation) {

    /** Checks that every part is given. */
    public Risk {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(mitigation, "mitigation");
    }
}
