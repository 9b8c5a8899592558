package dev.passage.migration.step;

import dev.passage.migration.identity.StepId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes one step of a plan. Got from a {@code PlanBuilder}; used by one thread.
 *
 * <p>A step needs code, and must say how it is undone: {@link #rollback}, {@link #harmless()} or
 * {@link #pointOfNoReturn()}. {@link #build()} refuses anything else with the name of the step.
 *
 * @since 0.1.0
 */
public final class StepBuilder {
    private static final Duration USUAL_TIMEOUT = Duration.ofMinutes(10);
    private static final Retry ROLLBACK_RETRY = Retry.exponential(5);

    final StepId id;
    final StepKind kind;
    final List<StepId> after = new ArrayList<>();
    final List<Resource> creates = new ArrayList<>();
    final List<String> releases = new ArrayList<>();
    private final List<String> recreates = new ArrayList<>();
    final List<Tunable> tunables = new ArrayList<>();
    String description;
    Retry retry = Retry.exponential(3);
    Duration timeout = USUAL_TIMEOUT;
    Effect effect = Effect.REPEATABLE;
    StepEstimate estimate = StepEstimate.NONE;

    @Nullable
    UncertaintyPolicy uncertainty;

    @Nullable
    Duration waitFor;

    @Nullable
    String waitForSignal;

    @Nullable
    StepRehearsal dryRun;

    @Nullable
    private StepRehearsal rollbackDryRun;

    @Nullable
    StepCheck check;

    @Nullable
    StepProbe probe;

    private @Nullable StepAction action;
    private @Nullable Reversibility reversibility;
    private @Nullable String loss;
    private boolean cleanup;

    /**
     * Begins a step.
     *
     * @param id its name
     * @param kind what part of the migration it belongs to
     */
    public StepBuilder(StepId id, StepKind kind) {
        this.id = Objects.requireNonNull(id, "id");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.description = id.value();
    }

    /**
     * Says what the step does, in words for a person who reviews the plan.
     *
     * @param text one sentence; no secret
     * @return this builder
     */
    public StepBuilder describedAs(String text) {
        description = Objects.requireNonNull(text, "text");
        return this;
    }

    /**
     * Names steps that must be finished first. Steps that do not depend on each other may run in parallel.
     *
     * @param steps their ids
     * @return this builder
     */
    public StepBuilder after(String... steps) {
        for (String step : steps) {
            after.add(StepId.of(step));
        }
        return this;
    }

    /**
     * Sets how a failed attempt is tried again; three attempts with growing pauses if not set.
     *
     * @param policy the policy
     * @return this builder
     */
    public StepBuilder retry(Retry policy) {
        retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets how long one attempt may take; 10 minutes if not set.
     *
     * @param limit longer than zero
     * @return this builder
     * @throws IllegalArgumentException if the limit is zero or negative
     */
    public StepBuilder timeout(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException(
                    "The timeout of step " + id + " must be longer than zero, but was " + limit + ".");
        }
        timeout = limit;
        return this;
    }

    /**
     * Says what kind of side effect the step has; {@link Effect#REPEATABLE} if not set.
     *
     * @param kindOfEffect the effect
     * @return this builder
     */
    public StepBuilder effect(Effect kindOfEffect) {
        effect = Objects.requireNonNull(kindOfEffect, "kindOfEffect");
        return this;
    }

    /**
     * Says that the step's effect can neither be repeated nor read back, and what happens when it is unknown whether it took
     * place.
     *
     * @param policy what happens then
     * @return this builder
     */
    public StepBuilder once(UncertaintyPolicy policy) {
        effect = Effect.ONCE;
        uncertainty = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Says that the step creates something outside the journal; it is recorded before the step begins (X12).
     *
     * @param resource what is created
     * @return this builder
     */
    public StepBuilder creates(Resource resource) {
        creates.add(Objects.requireNonNull(resource, "resource"));
        return this;
    }

    /**
     * Says that a resource is gone when the step is finished. A rollback step always releases what its step created.
     *
     * @param resource its name
     * @return this builder
     */
    public StepBuilder releases(String resource) {
        releases.add(Objects.requireNonNull(resource, "resource"));
        return this;
    }

    /**
     * Waits, durably and without a thread, between the end of the steps before and this one (X5).
     *
     * @param wait not negative
     * @return this builder
     * @throws IllegalArgumentException if the wait is negative
     */
    public StepBuilder waitFor(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException(
                    "The wait of step " + id + " must not be negative, but was " + wait + ".");
        }
        waitFor = wait;
        return this;
    }

    /**
     * Waits, durably and without a thread, for a signal before the step begins, for example a second approval (X5).
     *
     * @param signal the name of the signal
     * @return this builder
     */
    public StepBuilder waitForSignal(String signal) {
        waitForSignal = Objects.requireNonNull(signal, "signal");
        return this;
    }

    /**
     * Says what the step is expected to cost (P6).
     *
     * @param expected the estimate
     * @return this builder
     */
    public StepBuilder estimate(StepEstimate expected) {
        estimate = Objects.requireNonNull(expected, "expected");
        return this;
    }

    /**
     * Sets the code of a step that is done when it returns.
     *
     * @param code the code
     * @return this builder
     */
    public StepBuilder run(StepTask code) {
        Objects.requireNonNull(code, "code");
        return runToOutcome(context -> {
            code.run(context);
            return StepOutcome.done();
        });
    }

    /**
     * Sets the code of a step that tells the engine how to go on.
     *
     * @param code the code
     * @return this builder
     */
    public StepBuilder runToOutcome(StepAction code) {
        action = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Sets the code that says what the step would do (P5).
     *
     * @param code the code; it only reads
     * @return this builder
     */
    public StepBuilder dryRun(StepRehearsal code) {
        dryRun = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Sets the code that checks the step's result before it counts as finished (promise 5).
     *
     * @param code the code
     * @return this builder
     */
    public StepBuilder check(StepCheck code) {
        check = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Sets the code that finds out after a crash whether the effect took place.
     *
     * @param code the code; it only reads
     * @return this builder
     */
    public StepBuilder probe(StepProbe code) {
        probe = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Says what undoes the step; with five attempts and the timeout of the step.
     *
     * @param rollbackId the name of the rollback step, unique in the plan
     * @param code the code; right also when the step never happened
     * @return this builder
     */
    public StepBuilder rollback(String rollbackId, StepTask code) {
        Objects.requireNonNull(code, "code");
        return rollbackToOutcome(rollbackId, "Undo " + id, context -> {
            code.run(context);
            return StepOutcome.done();
        });
    }

    /**
     * Says what undoes the step, with a description of its own.
     *
     * @param rollbackId the name of the rollback step, unique in the plan
     * @param text what it does, in words
     * @param code the code; right also when the step never happened
     * @return this builder
     */
    public StepBuilder rollbackToOutcome(String rollbackId, String text, StepAction code) {
        reversibility = new Reversibility.Reversible(new RollbackStep(
                StepId.of(rollbackId), text, ROLLBACK_RETRY, timeout, List.of(), false, code, Optional.empty()));
        return this;
    }

    /**
     * Sets the code that says what undoing the step would do (R3).
     *
     * @param code the code; it only reads
     * @return this builder
     */
    public StepBuilder rollbackDryRun(StepRehearsal code) {
        rollbackDryRun = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Says that undoing the step loses something; shown in the plan.
     *
     * @param what what is lost, in words
     * @return this builder
     */
    public StepBuilder rollbackLoses(String what) {
        loss = Objects.requireNonNull(what, "what");
        return this;
    }

    /**
     * Says that undoing the step restores nothing and only removes what is left over, such as rows on a target that nobody reads any
     * more. Such rollback steps run when all others are done, later still where people keep what is left over for a time (R4, R5).
     *
     * @return this builder
     */
    public StepBuilder rollbackCleansUp() {
        cleanup = true;
        return this;
    }

    /**
     * Says that undoing the step may create a resource of the plan again, after a step has removed it; it is listed from then on, until
     * the step that created it first is undone (X12).
     *
     * @param resource name of a resource that a step of the plan creates
     * @return this builder
     */
    public StepBuilder rollbackRecreates(String resource) {
        recreates.add(Objects.requireNonNull(resource, "resource"));
        return this;
    }

    /**
     * Says that people may change a number while the step runs; it reads it with {@link StepContext#tuned} (X13).
     *
     * @param tunable name and range of the number
     * @return this builder
     */
    public StepBuilder tunable(Tunable tunable) {
        tunables.add(Objects.requireNonNull(tunable, "tunable"));
        return this;
    }

    /**
     * Says that the step needs no undoing.
     *
     * @return this builder
     */
    public StepBuilder harmless() {
        reversibility = new Reversibility.Harmless();
        return this;
    }

    /**
     * Says that the migration cannot be rolled back once this step has begun (P2).
     *
     * @return this builder
     */
    public StepBuilder pointOfNoReturn() {
        reversibility = new Reversibility.PointOfNoReturn();
        return this;
    }

    /**
     * Returns the step.
     *
     * @return the step
     * @throws IllegalArgumentException if it has no code, does not say how it is undone, or its effect is once without a
     *     policy; the message names the step
     */
    public Step build() {
        StepAction code = action;
        if (code == null) {
            throw new IllegalArgumentException("Step " + id + " has no code. Give it some with run(...).");
        }
        Reversibility undoing = reversibility;
        if (undoing == null) {
            throw new IllegalArgumentException(
                    "Step " + id + " does not say how it is undone. Give it rollback(...), or"
                            + " declare it harmless() or pointOfNoReturn().");
        }
        if (effect == Effect.ONCE && uncertainty == null && probe == null) {
            throw new IllegalArgumentException(
                    "Step " + id + " has an effect that can happen only once, but does not say"
                            + " what to do when it is unknown whether it did. Use once(policy) or give it a probe(...).");
        }
        return new Step(this, code, withFinalTimeout(undoing));
    }

    private Reversibility withFinalTimeout(Reversibility undoing) {
        if (!(undoing instanceof Reversibility.Reversible reversible)) {
            return undoing;
        }
        RollbackStep first = reversible.rollback();
        RollbackStep rollback = new RollbackStep(
                first.id(),
                first.description(),
                first.retry(),
                timeout,
                recreates,
                cleanup,
                first.action(),
                Optional.ofNullable(rollbackDryRun));
        return loss == null
                ? new Reversibility.Reversible(rollback)
                : new Reversibility.ReversibleWithLoss(rollback, loss);
    }
}
