package dev.passage.migration.testkit.crash;

import dev.passage.migration.executor.fault.ExecutorFaultPoints;
import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationStatus;
import java.util.List;
import java.util.Optional;

/**
 * A migration that is to survive crashes, and how to tell that it did. A new one is made for each case: its constructor builds the
 * world (stores, databases) in which the migration runs, {@link #close()} takes it down.
 *
 * <p>Called by the thread of the test.
 *
 * @since 0.1.0
 */
public interface CrashScenario extends AutoCloseable {

    /**
     * Returns the handlers of a process, which has just started: nothing they hold in memory may come from an earlier one.
     *
     * @param process the process; connections to databases must come through {@link CrashProcess#connect}, so that they die with it
     * @return the handlers
     */
    List<Handler<?>> handlers(CrashProcess process);

    /**
     * Returns what is asked for.
     *
     * @return the specification
     */
    MigrationSpec spec();

    /**
     * Checks that the end is as it should be, and throws an {@link AssertionError} if not. That the migration ended as
     * {@link #rollsBack()} says, that the chain of its journal is intact and that a rolled back migration has released its
     * resources has been checked before.
     *
     * @param end how it ended
     * @throws Exception if it cannot be checked
     */
    void check(MigrationResult end) throws Exception;

    /**
     * Tells whether the migration is rolled back once it has completed, or before, see {@link #rollsBackFrom}.
     *
     * @return whether it ends rolled back
     */
    default boolean rollsBack() {
        return false;
    }

    /**
     * Tells whether a migration that waits is rolled back instead of being waited for.
     *
     * @param waiting the step that waits
     * @return whether it is rolled back now; only when it {@link #rollsBack()}
     */
    default boolean rollsBackFrom(StepId waiting) {
        return false;
    }

    /**
     * Called when the migration has completed and is about to be rolled back; a host would be writing to the target. Called
     * again by the next process when this one dies before the rollback has begun, so it must be repeatable.
     *
     * @param process the process
     * @throws Exception if the host's work fails
     */
    default void beforeRollback(CrashProcess process) throws Exception {}

    /**
     * Returns where a child process finds this world, for {@link CrashMatrix#forked()}: a child makes its scenario by a
     * constructor that takes this list and must build nothing.
     *
     * @return for example the URLs of databases; empty when there is no such constructor
     */
    default List<String> world() {
        return List.of();
    }

    /**
     * Returns the journal of a process.
     *
     * @param process the process
     * @return a journal over a database of this world, or empty for one in memory, which is faster
     */
    default Optional<Journal> journal(CrashProcess process) {
        return Optional.empty();
    }

    /**
     * Returns the points of which it is reported whether they were reached; any other that is reached is broken too.
     *
     * @return the points, those of the executor if not overridden
     */
    default List<FaultPoint> knownPoints() {
        return ExecutorFaultPoints.all();
    }

    /**
     * Says what a person chooses when the migration asks (X11); each process may be asked again what the one before was told.
     *
     * @param asking where it stands, with its question and choices
     * @return the name of a choice, empty to leave the migration blocked, which ends the run
     */
    default Optional<String> decides(MigrationStatus asking) {
        return Optional.empty();
    }

    /** Takes the world down. */
    @Override
    default void close() {}
}
