package dev.passage.migration.failure;

import dev.passage.migration.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown before the first write when a plan cannot be made or may not run: its steps contradict each other, a handler
 * failed while planning, or findings block it (P4, P5).
 *
 * @since 0.1.0
 */
public final class PlanRejectedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The findings that block, or none. */
    private final transient List<Finding> findings;

    /**
     * Creates the exception for something that is wrong with the plan itself.
     *
     * @param problem what is wrong, naming the step, handler or specification at fault
     * @param remedy what to do next
     */
    public PlanRejectedException(String problem, String remedy) {
        super(FailureKind.VALIDATION_FAILED, problem, remedy, null);
        this.findings = List.of();
    }

    /**
     * Creates the exception for a handler that failed while planning.
     *
     * @param problem what is wrong, naming the handler
     * @param remedy what to do next
     * @param cause what the handler threw
     */
    public PlanRejectedException(String problem, String remedy, Throwable cause) {
        super(FailureKind.VALIDATION_FAILED, problem, remedy, cause);
        this.findings = List.of();
    }

    /**
     * Creates the exception for findings that block.
     *
     * @param problem what is refused
     * @param findings the findings at fault, at least one
     */
    public PlanRejectedException(String problem, List<Finding> findings) {
        super(
                FailureKind.VALIDATION_FAILED,
                problem + findings.stream().map(finding -> "\n- " + finding).collect(Collectors.joining()),
                "\nMend these and plan again.",
                null);
        this.findings = List.copyOf(findings);
    }

    /**
     * Returns the findings that block.
     *
     * @return the findings; empty when something else is wrong, or after serialisation
     */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
