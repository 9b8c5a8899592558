package dev.passage.migration.adapter.analysis;

import dev.passage.migration.adapter.operation.Repeatability;
import java.util.List;
import java.util.Objects;

/**
 * What the analysis says about one operation (A1).
 *
 * @param operation its name with the types of its parameters
 * @param coverage how the new adapter stands to it
 * @param repeatability whether it may run twice
 * @param calls how often it was recorded
 * @param forPerson what a person must look at, empty when nothing
 * @since 0.1.0
 */
public record OperationReport(
        String operation, Coverage coverage, Repeatability repeatability, long calls, List<String> forPerson) {

    /** Checks that the parts are given and copies the list. */
    public OperationReport {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(coverage, "coverage");
        Objects.requireNonNull(repeatability, "repeatability");
        forPerson = List.copyOf(forPerson);
    }
}
