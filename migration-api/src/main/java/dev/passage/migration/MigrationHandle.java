package dev.passage.migration;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One migration, seen from the host (X7, X8). Holds no resource; safe for use by several threads. It shows what the journal
 * says, wherever the migration runs.
 *
 * @since 0.1.0
 */
public interface MigrationHandle {

    /**
     * Returns the migration.
     *
     * @return its id
     */
    MigrationId id();

    /**
     * Returns where it stands.
     *
     * @return the status, read from the journal now
     */
    MigrationStatus status();

    /**
     * Calls back with the progress of the steps that this engine runs.
     *
     * @param listener what to call, on the engine's threads; what it throws is logged and otherwise ignored
     * @return this handle
     */
    MigrationHandle onProgress(Consumer<Progress> listener);

    /**
     * Waits until the migration does nothing more by itself: it ended, failed, is paused or blocked, or waits for a signal
     * or for longer than this call.
     *
     * @param limit how long to wait at the most, not negative
     * @return how it ended, or where it stands after that time
     * @throws InterruptedException if the thread was interrupted; the migration goes on
     */
    MigrationResult await(Duration limit) throws InterruptedException;

    /**
     * Returns how it ended.
     *
     * @return the result, empty when it has not ended
     */
    Optional<MigrationResult> result();
}
