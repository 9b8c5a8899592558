package dev.passage.migration.failure;

import java.util.List;

/**
 * The kinds of failure a migration can have, each with what a person can do about it (X9).
 *
 * @since 0.1.0
 */
public enum FailureKind {
    /** The plan or its approval was refused before the first write. */
    VALIDATION_FAILED("mend-and-plan-again", "Mend what the findings name, then plan the migration again."),
    /** A step failed and its retries are used up. */
    STEP_FAILED("look-and-resume", "Read the step's error, mend its cause, then resume or roll back."),
    /** A rollback step failed; the way back is not complete. */
    ROLLBACK_FAILED("mend-and-roll-back-again", "Mend the cause that the rollback step names, then roll back again."),
    /** Verification found differences, or a journal or package is not what was written. */
    DATA_CORRUPTION(
            "roll-back-and-compare", "Roll back if that has not happened by itself, then compare the named keys."),
    /** A step or the whole migration took longer than allowed. */
    TIMEOUT("raise-limit-and-resume", "Find what was slow, raise the time limit in the next plan, or resume."),
    /** A database, store or service could not be reached. */
    DEPENDENCY_UNAVAILABLE("restore-and-resume", "Bring the named system back, then resume; finished steps are kept."),
    /** Disk, memory, connections or capacity ran out. */
    INSUFFICIENT_RESOURCES("free-and-resume", "Free or add the named resource, then resume."),
    /** A person or policy cancelled the migration. */
    CANCELLED("plan-again", "Plan the migration again when it is wanted."),
    /** Another instance took over. */
    LEASE_LOST("follow-new-owner", "Nothing to do: the migration goes on at the instance that took over."),
    /** The handler would now plan other steps than those that were reviewed. */
    PLAN_DRIFT("restore-version-or-plan-again", "Deploy the handler version that planned it, or plan again."),
    /** The journal could not be read or written, or is not one this version may use. */
    JOURNAL_UNAVAILABLE(
            "restore-journal", "Bring the journal's database back; the migration goes on from its records."),
    /** The request does not fit the state of the migration, or names something that does not exist. */
    REQUEST_REFUSED("look-at-status", "Look at the status of the migration and at what it allows now.");

    private final String actionName;
    private final String actionText;

    FailureKind(String actionName, String actionText) {
        this.actionName = actionName;
        this.actionText = actionText;
    }

    /**
     * Returns what a person usually does about a failure of this kind.
     *
     * @return at least one action, the first to try first
     */
    public List<RecoveryAction> usualActions() {
        return List.of(new RecoveryAction(actionName, actionText));
    }
}
