package dev.passage.migration.failure;

import dev.passage.migration.identity.MigrationId;
import java.util.List;
import java.util.Objects;

/**
 * Thrown when the handler would now plan other steps than those that were reviewed and journaled; nothing is run (X10).
 *
 * @since 0.1.0
 */
public final class PlanDriftException extends MigrationException {

    private static final long serialVersionUID = 1L;

    /** The migration. */
    private final transient MigrationId migration;

    /** The differences. */
    private final transient List<String> differences;

    /**
     * Creates the exception.
     *
     * @param migration the migration
     * @param differences each difference between the journaled and the present plan, in words
     */
    public PlanDriftException(MigrationId migration, List<String> differences) {
        super(
                FailureKind.PLAN_DRIFT,
                "Migration " + migration + " is not resumed, because its handler would now plan something else than was"
                        + " reviewed: " + String.join("; ", differences) + ".",
                "Deploy the code that planned it, or roll it back with that code and plan again.",
                null);
        this.migration = Objects.requireNonNull(migration, "migration");
        this.differences = List.copyOf(differences);
    }

    /**
     * Returns the migration.
     *
     * @return its id
     */
    public MigrationId migration() {
        return migration;
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
