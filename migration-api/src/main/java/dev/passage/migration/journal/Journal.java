package dev.passage.migration.journal;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.lease.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The append-only record of everything that migrations did, and the leases of those who run them (X1, X2, O4). The engine
 * finds the one safe way on from it alone.
 *
 * <p>What an implementation must keep:
 *
 * <ul>
 *   <li>A method that returned has stored what it says durably; {@code kill -9} right after it loses nothing.
 *   <li>The records of one migration are numbered 1, 2, 3 ... without a gap, and chained by their hashes.
 *   <li>Records, summary and lease check of one call are one transaction.
 *   <li>An acknowledgement that was lost on the way never makes a second copy: when the outcome of a commit is unknown, the
 *       implementation finds out before it returns, throws or tries again.
 *   <li>Leases and times are on the clock of the journal's own database.
 * </ul>
 *
 * <p>Safe for use by several threads and several processes. Every method blocks while the database is asked, and throws
 * {@link dev.passage.migration.failure.JournalException} when it cannot be.
 *
 * @since 0.1.0
 */
public interface Journal {

    /**
     * Checks that the journal can be used: reachable, of the right schema version, durable. Called by the engine before
     * anything else; implementations create missing tables only when configured so.
     *
     * @throws dev.passage.migration.failure.JournalException if it cannot be used, naming why
     */
    void open();

    /**
     * Returns the time of the journal's database.
     *
     * @return the instant
     */
    Instant now();

    /**
     * Adds a migration with its first records.
     *
     * @param migration what is new
     * @param records its first records, at least one
     * @param summary the state it is in
     * @throws IllegalArgumentException if the journal already has a migration of this id
     */
    void create(NewMigration migration, List<RecordDraft> records, Summary summary);

    /**
     * Appends records under a lease.
     *
     * @param lease the lease of the writer
     * @param records the records, at least one
     * @param summary the state after them
     * @return the records as they were stored
     * @throws dev.passage.migration.failure.LeaseLostException if the lease was taken over; nothing is stored
     * @throws dev.passage.migration.failure.RequestRefusedException if the new state holds a scope that another migration
     *     holds; nothing is stored
     */
    List<JournalRecord> append(Lease lease, List<RecordDraft> records, Summary summary);

    /**
     * Appends records under a lease, but only if nothing was appended since the caller looked: what puts a migration to rest must not
     * hide a request that came in between, for nobody would wake it again.
     *
     * @param lease the lease of the writer
     * @param expectedSequence the place of the last record that the caller has read
     * @param records the records, at least one
     * @param summary the state after them
     * @return the records as they were stored, empty when something was appended meanwhile and the caller must look again
     * @throws dev.passage.migration.failure.LeaseLostException if the lease was taken over; nothing is stored
     * @throws dev.passage.migration.failure.RequestRefusedException if the new state holds a scope that another migration
     *     holds; nothing is stored
     */
    Optional<List<JournalRecord>> appendIfLast(
            Lease lease, long expectedSequence, List<RecordDraft> records, Summary summary);

    /**
     * Appends a request of a person or program that holds no lease: approve, pause, resume, cancel, roll back, decide,
     * signal. Stored only if nothing was appended since the caller looked.
     *
     * @param migration the migration
     * @param expectedSequence the place of the last record that the caller has read
     * @param record the request
     * @param summary the state after it, empty to leave it as it is
     * @return the record as it was stored, empty when something was appended meanwhile and the caller must look again
     * @throws dev.passage.migration.failure.UnknownMigrationException if there is no such migration
     * @throws dev.passage.migration.failure.RequestRefusedException if the new state holds a scope that another migration
     *     holds; nothing is stored
     */
    Optional<JournalRecord> request(
            MigrationId migration, long expectedSequence, RecordDraft record, Optional<Summary> summary);

    /**
     * Takes the lease of a migration, when nobody holds it, it has expired, or this owner holds it already; the token grows by
     * one each time.
     *
     * @param migration the migration
     * @param owner the engine instance, 1 to 200 characters, unique among all that use the journal
     * @param duration how long it lasts, longer than zero
     * @return the lease
     * @throws dev.passage.migration.failure.LeaseHeldException if another instance holds it
     * @throws dev.passage.migration.failure.UnknownMigrationException if there is no such migration
     */
    Lease acquire(MigrationId migration, String owner, Duration duration);

    /**
     * Prolongs a lease.
     *
     * @param lease the lease
     * @param duration how long it lasts from now, longer than zero
     * @return the lease with its new end and the same token
     * @throws dev.passage.migration.failure.LeaseLostException if it was taken over
     */
    Lease renew(Lease lease, Duration duration);

    /**
     * Gives a lease back; does nothing when it was taken over meanwhile.
     *
     * @param lease the lease
     */
    void release(Lease lease);

    /**
     * Reads records of a migration in their order, checked against the chain.
     *
     * @param migration the migration
     * @param afterSequence the place after which to begin, 0 for the first record
     * @return the records, all that follow
     * @throws dev.passage.migration.failure.JournalException if the chain is broken, naming the place, or a record was cut off
     * @throws dev.passage.migration.failure.UnknownMigrationException if there is no such migration
     */
    List<JournalRecord> read(MigrationId migration, long afterSequence);

    /**
     * Reads the row of a migration.
     *
     * @param migration the migration
     * @return the row, empty when there is no such migration
     */
    Optional<MigrationHead> head(MigrationId migration);

    /**
     * Reads the rows of all migrations, those planned last first.
     *
     * @param limit how many at the most, 1 or more
     * @return the rows
     */
    List<MigrationHead> heads(int limit);

    /**
     * Reads the rows of migrations that want an instance now: their wake-up time has come and nobody holds their lease; the
     * highest priority first, then the earliest wake-up.
     *
     * @param limit how many at the most, 1 or more
     * @return the rows
     */
    List<MigrationHead> due(int limit);
}
