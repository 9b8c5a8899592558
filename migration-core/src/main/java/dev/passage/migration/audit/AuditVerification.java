package dev.passage.migration.audit;

import java.util.List;
import java.util.Objects;

/**
 * What a check of an export found.
 *
 * @param records how many records were read
 * @param head the hash of the last one, 64 zeros when there is none
 * @param problems what is wrong, each naming the line; empty when the export is intact
 * @since 0.1.0
 */
public record AuditVerification(long records, String head, List<String> problems) {

    /** Checks that every part is given and copies the list. */
    public AuditVerification {
        Objects.requireNonNull(head, "head");
        problems = List.copyOf(problems);
    }

    /**
     * Tells whether nothing is wrong.
     *
     * @return whether it is intact
     */
    public boolean isIntact() {
        return problems.isEmpty();
    }
}
