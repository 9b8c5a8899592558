package dev.passage.migration.status;

/**
 * Where a migration stands (X8).
 *
 * @since 0.1.0
 */
public enum MigrationState {
    /** Planned; nothing has run. */
    PLANNED(false, false),
    /** Approved by one of two people, or waiting for a dry run that is required. */
    AWAITING_APPROVAL(false, false),
    /** Approved, and waiting for an instance to run it. */
    QUEUED(false, true),
    /** An instance has it and checks that it may run. */
    VALIDATING(false, true),
    /** Its steps are running. */
    EXECUTING(false, true),
    /** It waits for an instant or a signal, without a thread. */
    WAITING(false, true),
    /** Someone paused it; it goes on when resumed. */
    PAUSED(false, true),
    /** It does not know a safe way on and waits for a person's decision (X11). */
    BLOCKED(false, true),
    /** Its rollback steps are running. */
    ROLLING_BACK(false, true),
    /** All steps are finished and every check passed. It can still be rolled back unless a step forbids it. */
    COMPLETED(true, false),
    /** It stopped at a failure; it can be resumed or rolled back. */
    FAILED(true, true),
    /** Everything it did is undone. */
    ROLLED_BACK(true, false),
    /** A rollback step failed as often as it may; a person must mend the cause and roll back again. */
    ROLLBACK_FAILED(true, true),
    /** It was cancelled, before its first step or with what was done left in place. */
    CANCELLED(true, false);

    private final boolean terminal;
    private final boolean holdsScope;

    MigrationState(boolean terminal, boolean holdsScope) {
        this.terminal = terminal;
        this.holdsScope = holdsScope;
    }

    /**
     * Tells whether the migration does nothing more by itself.
     *
     * @return whether {@code await} returns in this state
     */
    public boolean isTerminal() {
        return terminal;
    }

    /**
     * Tells whether another migration of the same scope must not start.
     *
     * @return whether the scope is taken
     */
    public boolean holdsScope() {
        return holdsScope;
    }
}
