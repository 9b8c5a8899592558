package dev.passage.migration.handler;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.lease.FencingToken;

/**
 * A system outside the journal that takes part in a migration and refuses an overtaken token (X2).
 *
 * <p>The engine raises the fence of every participant after it has got the lease and before any step or rollback step runs
 * or reads state. Must be safe for use by several threads.
 *
 * @since 0.1.0
 */
public interface Participant {

    /**
     * Returns what it is called in messages.
     *
     * @return for example {@code endpoint shared}
     */
    String name();

    /**
     * Makes the system refuse every smaller token from now on; waits for transactions that still carry one. Does nothing
     * when this token or a greater one was raised before and the system still knows it.
     *
     * @param migration the migration
     * @param token the token of the new owner
     * @throws dev.passage.migration.failure.LeaseLostException if the system has seen a greater token
     * @throws Exception when the system cannot be reached; the engine tries again, and runs nothing before it succeeded
     */
    void raise(MigrationId migration, FencingToken token) throws Exception;

    /**
     * Tells whether a rollback that accepts loss goes on without the system when it cannot be reached: its fence is not raised then,
     * and the rollback steps must do without it (R3).
     *
     * @return whether it does; false unless overridden
     */
    default boolean canBeLost() {
        return false;
    }

    /**
     * Called at each renewal of the lease, while the migration is active at this instance, on a thread of the engine; for
     * example to renew the deadline of a closed gate.
     *
     * @param migration the migration
     * @param token the token of the owner
     * @throws Exception when it failed; logged, and tried again at the next renewal
     */
    default void heartbeat(MigrationId migration, FencingToken token) throws Exception {}

    /**
     * Called after the migration has ended, so that nothing of it stays behind (X12).
     *
     * @param migration the migration
     * @throws Exception when it failed; the engine tries again
     */
    default void retire(MigrationId migration) throws Exception {}
}
