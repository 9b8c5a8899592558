package dev.passage.migration;

import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead;
import dev.passage.migration.plan.Approval;
import dev.passage.migration.plan.DryRunReport;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationStatus;
import dev.passage.migration.status.ResourceStatus;
import java.util.List;

/**
 * The door to all migrations of a host application: plan, review, dry run, execute, watch, roll back, recover.
 *
 * <pre>{@code
 * MigrationPlan plan = migrations.plan(MigrationSpec.of(
 *                 TenantMove.of("acme").from("shared").to("dedicated"))
 *         .requestedBy("platform-team").because("plan change"));
 * System.out.println(plan.render(PlanFormat.TEXT));
 * migrations.dryRun(plan.id());
 * MigrationHandle run = migrations.execute(plan.id(), Approval.of(plan.digest()).by("on-call"));
 * MigrationResult result = run.await(Duration.ofHours(2));
 * }</pre>
 *
 * <p>Safe for use by several threads. Everything that must outlive the process is in the journal; requests made through one
 * instance reach the one that runs the migration (X4). Every method may throw
 * {@link dev.passage.migration.failure.JournalException}, and those with an id
 * {@link dev.passage.migration.failure.UnknownMigrationException}.
 *
 * @since 0.1.0
 */
public interface MigrationController extends AutoCloseable {

    /**
     * Assesses what is asked for and makes a plan of it (P1). Only reads, but for the plan itself, which is journaled.
     *
     * @param spec what is asked for
     * @return the plan; it may have blocking findings, and is then refused by {@link #execute}
     * @throws dev.passage.migration.failure.HandlerUnavailableException if no registered handler takes these settings
     * @throws dev.passage.migration.failure.PlanRejectedException if the handler fails, or its steps contradict each other
     * @throws dev.passage.migration.failure.EndpointUnavailableException if a named endpoint is unknown or unreachable
     */
    MigrationPlan plan(MigrationSpec spec);

    /**
     * Returns the plan of a migration, made again by its handler and compared with the journal.
     *
     * @param migration the migration
     * @return the plan
     * @throws dev.passage.migration.failure.PlanDriftException if the handler would now plan something else
     * @throws dev.passage.migration.failure.HandlerUnavailableException if its handler is not registered in this version
     */
    MigrationPlan planOf(MigrationId migration);

    /**
     * Lets every step say what it would do, and assesses again; changes nothing but the journal (P5).
     *
     * @param migration the migration
     * @return what was found
     * @throws dev.passage.migration.failure.PlanDriftException if the handler would now plan something else
     * @throws dev.passage.migration.failure.RequestRefusedException if the migration has already begun
     */
    DryRunReport dryRun(MigrationId migration);

    /**
     * Approves a plan and runs it as soon as all conditions are met (promise 4). Returns at once; the steps run on the
     * engine's executor.
     *
     * @param migration the migration
     * @param approval who approves which digest
     * @return the migration; it waits for a second person where two are needed
     * @throws dev.passage.migration.failure.ApprovalRefusedException if the digest is not the plan's, a dry run is required
     *     and missing, or this person may not approve
     * @throws dev.passage.migration.failure.PlanRejectedException if findings block the plan
     * @throws dev.passage.migration.failure.PlanDriftException if the handler would now plan something else
     * @throws dev.passage.migration.failure.RequestRefusedException if it has already begun, or another migration of the same
     *     scope runs
     */
    MigrationHandle execute(MigrationId migration, Approval approval);

    /**
     * Returns a migration that is in the journal.
     *
     * @param migration the migration
     * @return its handle
     */
    MigrationHandle handle(MigrationId migration);

    /**
     * Returns where a migration stands.
     *
     * @param migration the migration
     * @return the status, read from the journal now
     */
    MigrationStatus status(MigrationId migration);

    /**
     * Returns the rows of the migrations that were planned last.
     *
     * @param limit how many at the most, 1 or more
     * @return the rows, the latest first
     */
    List<MigrationHead> migrations(int limit);

    /**
     * Lets each step that a rollback would undo say what that would do (R3): which rows come back, which conflicts there are and how
     * they would end. Nothing is written, neither in the systems that take part nor in the journal. Blocks; as long as a comparison of
     * both sides takes.
     *
     * @param migration the migration
     * @param rollback how it would be rolled back
     * @return what each rollback step would do, in their order
     * @throws dev.passage.migration.failure.RequestRefusedException if it cannot be rolled back, with the reason
     */
    DryRunReport dryRun(MigrationId migration, RollbackOptions rollback);

    /**
     * Pauses a migration at its next safe point (X4).
     *
     * @param migration the migration
     * @param by who asks
     * @param reason why
     * @throws dev.passage.migration.failure.RequestRefusedException if it has ended
     */
    void pause(MigrationId migration, String by, String reason);

    /**
     * Goes on with a migration that is paused or failed; finished steps are not done again.
     *
     * @param migration the migration
     * @param by who asks
     * @param reason why
     * @return the migration
     * @throws dev.passage.migration.failure.RequestRefusedException if it is neither paused nor failed
     * @throws dev.passage.migration.failure.PlanDriftException if the handler would now plan something else
     */
    MigrationHandle resume(MigrationId migration, String by, String reason);

    /**
     * Cancels a migration: at once when nothing has run yet, else at its next safe point, and then rolls it back.
     *
     * @param migration the migration
     * @param by who asks
     * @param reason why
     * @throws dev.passage.migration.failure.RequestRefusedException if it has ended, or is behind its point of no return
     */
    void cancel(MigrationId migration, String by, String reason);

    /**
     * Rolls a migration back, in the reverse order of what was begun (R1); also after it has completed, as long as its plan
     * has no point of no return behind it. Returns at once.
     *
     * @param migration the migration
     * @param options how
     * @return the migration
     * @throws dev.passage.migration.failure.RequestRefusedException if it cannot be rolled back, with the reason
     * @throws dev.passage.migration.failure.PlanDriftException if the handler would now plan something else
     */
    MigrationHandle rollback(MigrationId migration, RollbackOptions options);

    /**
     * Takes one of the choices that a blocked migration offers (X11).
     *
     * @param migration the migration
     * @param choice the name of the choice
     * @param by who decides
     * @param reason why
     * @throws dev.passage.migration.failure.RequestRefusedException if it is not blocked or offers no such choice
     */
    void decide(MigrationId migration, String choice, String by, String reason);

    /**
     * Gives a signal that a step waits for (X5).
     *
     * @param migration the migration
     * @param signal the name of the signal
     * @param by who gives it
     * @param reason why
     * @throws dev.passage.migration.failure.RequestRefusedException if the migration does not wait for it
     */
    void signal(MigrationId migration, String signal, String by, String reason);

    /**
     * Changes a number while the migration runs, for example how many rows a second it may copy (X13). The instance that runs the
     * migration follows at its next look at the journal; the value stays until it is changed again, also after a restart.
     *
     * @param migration the migration
     * @param name the name of the number: {@code parallelism}, or one that a step of the plan declares as tunable
     * @param value its new value
     * @param by who changes it
     * @param reason why
     * @throws dev.passage.migration.failure.RequestRefusedException if the migration has ended, has no such number or the value is
     *     out of its range
     */
    void tune(MigrationId migration, String name, long value, String by, String reason);

    /**
     * Takes up every migration that wants an instance and has none: those a dead instance left, those whose wait is over.
     * Returns at once; the steps run on the engine's executor.
     *
     * @return those taken up here
     */
    List<MigrationHandle> recover();

    /**
     * Returns what a migration has created outside the journal (X12).
     *
     * @param migration the migration
     * @return each resource that was recorded, also those that are gone
     */
    List<ResourceStatus> resources(MigrationId migration);

    /**
     * Returns the journal of a migration, checked against its hash chain (O4).
     *
     * @param migration the migration
     * @return its records in their order
     * @throws dev.passage.migration.failure.JournalException if the chain is broken
     */
    List<JournalRecord> history(MigrationId migration);

    /**
     * Returns a report that a person can keep (O8): what moved, how long each step took, what was verified and how, how long
     * writers were held, how to roll back.
     *
     * @param migration the migration
     * @return lines of text
     */
    String report(MigrationId migration);

    /**
     * Returns how a migration ended, or where it stands.
     *
     * @param migration the migration
     * @return the result
     */
    MigrationResult result(MigrationId migration);

    /**
     * Stops at the next safe point what runs here, gives the leases back and ends every thread that the engine started; what
     * is unfinished goes on after the next {@link #recover()} of any instance. An executor that the host handed in stays open.
     */
    @Override
    void close();
}
