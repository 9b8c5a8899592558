package dev.passage.migration.handler;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Risk;
import java.util.List;
import java.util.Objects;

/**
 * What a handler found by only reading: facts to plan from, findings and risks (P4). Stored in the journal, so that the plan
 * can be made again from it after a restart.
 *
 * @param facts what was measured
 * @param findings what was found, each with its fix
 * @param risks what can go wrong, each with its mitigation
 * @since 0.1.0
 */
public record Assessment(Facts facts, List<Finding> findings, List<Risk> risks) {

    /** Nothing measured and nothing found. */
    public static final Assessment NONE = Assessment.of(new NoFacts());

    /** Checks that the facts are given and copies the lists. */
    public Assessment {
        Objects.requireNonNull(facts, "facts");
        findings = List.copyOf(findings);
        risks = List.copyOf(risks);
    }

    /**
     * Returns an assessment with these facts and nothing found.
     *
     * @param facts a record that can be stored as JSON, without secrets
     * @return the assessment
     */
    public static Assessment of(Record facts) {
        return new Assessment(Facts.of(facts), List.of(), List.of());
    }

    /**
     * Returns the same assessment with these findings.
     *
     * @param found what was found
     * @return the assessment
     */
    public Assessment withFindings(List<Finding> found) {
        return new Assessment(facts, found, risks);
    }

    /**
     * Returns the same assessment with these risks.
     *
     * @param known what can go wrong
     * @return the assessment
     */
    public Assessment withRisks(List<Risk> known) {
        return new Assessment(facts, findings, known);
    }

    /**
     * Returns the facts as the record that the handler stored.
     *
     * @param type the class of the record
     * @param <T> the class of the record
     * @return the record
     * @throws IllegalArgumentException if no such record was stored
     */
    public <T extends Record> T facts(Class<T> type) {
        return facts.as(type);
    }

    /**
     * The facts of a handler that measures nothing.
     *
     * @since 0.1.0
     */
    public record NoFacts() {}
}
