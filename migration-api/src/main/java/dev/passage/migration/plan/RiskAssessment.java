package dev.passage.migration.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * How risky a plan is, and why (P1).
 *
 * @param level the highest level of its risks, low when there are none
 * @param risks each risk with its mitigation
 * @since 0.1.0
 */
public record RiskAssessment(RiskLevel level, List<Risk> risks) {

    /** Checks the level and copies the list. */
    public RiskAssessment {
        Objects.requireNonNull(level, "level");
        risks = List.copyOf(risks);
    }

    /**
     * Returns the assessment of these risks.
     *
     * @param risks each risk
     * @return the assessment, at the highest level among them
     */
    public static RiskAssessment of(List<Risk> risks) {
        RiskLevel highest =
                risks.stream().map(Risk::level).max(Comparator.naturalOrder()).orElse(RiskLevel.LOW);
        return new RiskAssessment(highest, risks);
    }
}
