package dev.passage.migration.step;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.identity.MigrationId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a step says what it would do (P5). Used by one thread at a time.
 *
 * @since 0.1.0
 */
public interface DryRunContext {

    /**
     * Returns the migration.
     *
     * @return its id
     */
    MigrationId migration();

    /**
     * Returns the clock to use.
     *
     * @return the clock
     */
    Clock clock();

    /**
     * Says one thing that the step would do, for example {@code ctx.would("copy %,d rows of vehicles", rows)}.
     *
     * @param format a format as of {@link java.util.Formatter}; English number formats are used
     * @param arguments what stands in it; no values of users' rows
     */
    void would(String format, Object... arguments);

    /**
     * Returns what would happen on the way back when both sides hold a change of the same thing (R3).
     *
     * @return what was chosen for the rollback that is rehearsed; {@link ConflictStrategy#MANUAL} when none is
     */
    ConflictStrategy conflicts();

    /**
     * Tells whether the rollback that is rehearsed would go on without a participant that cannot be reached (R3).
     *
     * @return whether it would; false when no rollback is rehearsed
     */
    boolean isLossAccepted();

    /**
     * Returns when the step was begun that the rehearsed rollback step would undo.
     *
     * @return the instant, by the clock of the journal; empty when no rollback is rehearsed
     */
    Optional<Instant> begunAt();

    /**
     * Adds to the rows that the step would write.
     *
     * @param rows number of rows, not negative
     */
    void rows(long rows);

    /**
     * Adds to the bytes that the step would write.
     *
     * @param bytes number of bytes, not negative
     */
    void bytes(long bytes);
}
