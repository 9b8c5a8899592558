package dev.passage.migration.step;

import dev.passage.migration.conflict.ConflictStrategy;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.lease.FencingToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the code of a step may use while it runs. Belongs to one attempt of one step; must not be kept after it.
 *
 * <p>Used by the step's own thread; {@link #progress()}, {@link #stopRequested()} and {@link #token()} are safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public interface StepContext {

    /**
     * Returns the migration.
     *
     * @return its id
     */
    MigrationId migration();

    /**
     * Returns the step.
     *
     * @return its id
     */
    StepId step();

    /**
     * Returns which attempt this is, over all restarts.
     *
     * @return 1 or more
     */
    int attempt();

    /**
     * Returns a key that is the same for each attempt of this step and for no other step: for systems that drop a request
     * they have seen, and for markers stored beside an effect.
     *
     * @return the key, 8 to 128 letters, digits, dots, colons, underscores or hyphens
     */
    String idempotencyKey();

    /**
     * Returns the fencing token that every write outside the journal must carry and check (X2).
     *
     * @return the token
     */
    FencingToken token();

    /**
     * Returns the clock to use; virtual in tests.
     *
     * @return the clock
     */
    Clock clock();

    /**
     * Tells whether the step should stop at its next safe point and return {@link StepOutcome#stopped()}: because of a pause,
     * a cancellation, a lost or nearly expired lease, a timeout or the end of the engine.
     *
     * @return whether to stop
     */
    boolean stopRequested();

    /**
     * Registers what to call, on another thread, when this attempt is timed out or the lease is lost while it runs; for
     * example {@code statement::cancel}. A later call replaces an earlier one.
     *
     * @param hook what to call; its exceptions are logged and otherwise ignored
     */
    void onCancel(CancelHook hook);

    /**
     * Returns where to report progress.
     *
     * @return the reporter
     */
    StepProgress progress();

    /**
     * Stores a small durable value of this step (X6); it is there after a crash, also at another instance.
     *
     * @param name which value, 1 to 64 characters
     * @param value the value, up to 4,096 characters; no secret and no value of a user's row
     * @throws IllegalArgumentException if name or value is too long
     * @throws dev.passage.migration.failure.LeaseLostException if another instance took over
     */
    void checkpoint(String name, String value);

    /**
     * Returns the last value stored by this step under this name.
     *
     * @param name which value
     * @return the value, empty when none was stored
     */
    Optional<String> checkpoint(String name);

    /**
     * Returns the output of an earlier step.
     *
     * @param step the step
     * @param type the record that it returned
     * @param <T> the type of the record
     * @return the output
     * @throws IllegalArgumentException if the step is not finished or returned no output
     */
    <T extends Record> T output(String step, Class<T> type);

    /**
     * Returns the identity of a resource of this plan: the same in each step and after each restart, and different in each
     * migration, so that it can serve in a name.
     *
     * @param name the name under which a step of the plan declares to create it
     * @return 8 to 40 lower-case letters, digits and underscores, starting with a letter
     * @throws IllegalArgumentException if no step of the plan creates such a resource
     */
    String resource(String name);

    /**
     * Adds a line to the report of the migration (O8), for example {@code ctx.note("rows of vehicles", "1,000")}. A later
     * note of this step with the same label replaces the earlier.
     *
     * @param label what the line is about
     * @param value what it says; no secret and no value of a user's row
     */
    void note(String label, String value);

    /**
     * Returns the choice that a person has taken after this step returned {@link StepOutcome.Blocked}.
     *
     * @return the name of the choice, empty when none was taken since
     */
    Optional<String> decision();

    /**
     * Tells whether a signal has come for this step (X5).
     *
     * @param name the name of the signal
     * @return whether it has come since the step began
     */
    boolean signalled(String name);

    /**
     * Returns what people have set a number to that this step declares as tunable (X13). Cheap: it may be asked for each chunk.
     *
     * @param name the name of the tunable
     * @return the value, within its range; empty when nobody has changed it
     * @throws IllegalArgumentException if the step does not declare it
     */
    OptionalLong tuned(String name);

    /**
     * Tells whether the rollback under way was asked for as an emergency: what is not needed to restore the source may be left out
     * (R5).
     *
     * @return whether it was
     */
    boolean isEmergency();

    /**
     * Returns when the step was first begun; of a rollback step, when the step that it undoes was.
     *
     * @return the instant, by the clock of the journal
     */
    Instant begunAt();

    /**
     * Tells whether the rollback under way goes on without a participant that can be lost and cannot be reached (R3).
     *
     * @return whether somebody has accepted what is lost by that
     */
    boolean isLossAccepted();

    /**
     * Returns what happens on the way back when both sides hold a change of the same thing (R3).
     *
     * @return what whoever asked for the rollback has chosen; {@link ConflictStrategy#MANUAL} when nobody has asked for one
     */
    ConflictStrategy conflicts();

    /**
     * Returns how long this attempt may still run, by its timeout and the migration's.
     *
     * @return the time that is left, zero when none is
     */
    Duration remaining();

    /**
     * What to call when an attempt is to be broken off.
     *
     * @since 0.1.0
     */
    @FunctionalInterface
    interface CancelHook {

        /**
         * Breaks off what the attempt is waiting for.
         *
         * @throws Exception when that fails; it is logged
         */
        void cancel() throws Exception;
    }
}
