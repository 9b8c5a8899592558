package dev.passage.migration.failure;

import java.util.List;

/**
 * Thrown when what is stored is not what should be: rows that differ, counts that do not match, a check that could not be
 * run. A migration with such a failure never ends as completed (promise 5, D7).
 *
 * @since 0.1.0
 */
public final class VerificationFailedException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The differences. */
    private final transient List<String> differences;

    /**
     * Creates the exception.
     *
     * @param subject what was verified, for example {@code Tenant acme on dedicated}
     * @param differences each difference, naming table, keys and columns but no other value; at least one
     */
    public VerificationFailedException(String subject, List<String> differences) {
        super(
                FailureKind.DATA_CORRUPTION,
                subject + " is not what it should be: " + String.join("; ", differences) + ".",
                "The source stays the owner; compare the named rows on both sides before planning again.",
                null);
        this.differences = List.copyOf(differences);
    }

    /**
     * Returns the differences.
     *
     * @return each in words
     */
    public List<String> differences() {
        return differences;
    }
}
