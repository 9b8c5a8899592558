package dev.passage.migration.step;

import dev.passage.migration.identity.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a plan (P2): an immutable value that also carries its code. What is stored, shown and digested is the value;
 * after a restart the handler plans again and the code is bound to the journaled steps by id.
 *
 * <p>Made by a {@link StepBuilder}. Safe for use by several threads as far as its code is.
 *
 * @since 0.1.0
 */
public final class Step {
    private final StepId id;
    private final StepKind kind;
    private final String description;
    private final List<StepId> after;
    private final Retry retry;
    private final Duration timeout;
    private final Effect effect;
    private final StepEstimate estimate;
    private final List<Resource> creates;
    private final List<String> releases;
    private final List<Tunable> tunables;
    private final @Nullable UncertaintyPolicy uncertainty;
    private final @Nullable Duration waitFor;
    private final @Nullable String waitForSignal;
    private final @Nullable StepRehearsal dryRun;
    private final @Nullable StepCheck check;
    private final @Nullable StepProbe probe;
    private final StepAction action;
    private final Reversibility reversibility;

    Step(StepBuilder built, StepAction action, Reversibility reversibility) {
        this.id = built.id;
        this.kind = built.kind;
        this.description = built.description;
        this.after = List.copyOf(built.after);
        this.retry = built.retry;
        this.timeout = built.timeout;
        this.effect = built.effect;
        this.estimate = built.estimate;
        this.creates = List.copyOf(built.creates);
        this.releases = List.copyOf(built.releases);
        this.tunables = List.copyOf(built.tunables);
        this.uncertainty = built.uncertainty;
        this.waitFor = built.waitFor;
        this.waitForSignal = built.waitForSignal;
        this.dryRun = built.dryRun;
        this.check = built.check;
        this.probe = built.probe;
        this.action = action;
        this.reversibility = reversibility;
    }

    /**
     * Returns the name of the step.
     *
     * @return the id, unique in the plan
     */
    public StepId id() {
        return id;
    }

    /**
     * Returns what part of the migration the step belongs to.
     *
     * @return the kind
     */
    public StepKind kind() {
        return kind;
    }

    /**
     * Returns what the step does, in words.
     *
     * @return the description
     */
    public String description() {
        return description;
    }

    /**
     * Returns the steps that must be finished before this one begins.
     *
     * @return their ids, unmodifiable
     */
    public List<StepId> after() {
        return after;
    }

    /**
     * Returns how a failed attempt is tried again.
     *
     * @return the policy
     */
    public Retry retry() {
        return retry;
    }

    /**
     * Returns how long one attempt may take.
     *
     * @return longer than zero
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns what kind of side effect the step has.
     *
     * @return the effect
     */
    public Effect effect() {
        return effect;
    }

    /**
     * Returns what happens when it is unknown whether the effect took place; only for {@link Effect#ONCE}.
     *
     * @return the policy
     */
    public Optional<UncertaintyPolicy> uncertainty() {
        return Optional.ofNullable(uncertainty);
    }

    /**
     * Returns whether and how the step can be undone.
     *
     * @return the reversibility
     */
    public Reversibility reversibility() {
        return reversibility;
    }

    /**
     * Returns what undoes the step.
     *
     * @return the rollback step, empty when there is none
     */
    public Optional<RollbackStep> rollback() {
        if (reversibility instanceof Reversibility.Reversible reversible) {
            return Optional.of(reversible.rollback());
        }
        return reversibility instanceof Reversibility.ReversibleWithLoss lossy
                ? Optional.of(lossy.rollback())
                : Optional.empty();
    }

    /**
     * Returns what the step creates.
     *
     * @return the resources, unmodifiable
     */
    public List<Resource> creates() {
        return creates;
    }

    /**
     * Returns the resources that are gone when the step is finished.
     *
     * @return their names, unmodifiable
     */
    public List<String> releases() {
        return releases;
    }

    /**
     * Returns the numbers that people may change while the step runs.
     *
     * @return the tunables, unmodifiable
     */
    public List<Tunable> tunables() {
        return tunables;
    }

    /**
     * Returns how long the engine waits, durably, after the steps before are finished.
     *
     * @return the wait, empty when there is none
     */
    public Optional<Duration> waitFor() {
        return Optional.ofNullable(waitFor);
    }

    /**
     * Returns the signal that a person must give before the step begins, for example a second approval.
     *
     * @return the name of the signal, empty when none is needed
     */
    public Optional<String> waitForSignal() {
        return Optional.ofNullable(waitForSignal);
    }

    /**
     * Returns what the step is expected to cost.
     *
     * @return the estimate
     */
    public StepEstimate estimate() {
        return estimate;
    }

    /**
     * Returns the code of the step.
     *
     * @return the code
     */
    public StepAction action() {
        return action;
    }

    /**
     * Returns the code that says what the step would do.
     *
     * @return the code, empty when the step cannot tell
     */
    public Optional<StepRehearsal> dryRun() {
        return Optional.ofNullable(dryRun);
    }

    /**
     * Returns the code that checks the step's result.
     *
     * @return the code, empty when there is none
     */
    public Optional<StepCheck> check() {
        return Optional.ofNullable(check);
    }

    /**
     * Returns the code that finds out whether the step's effect took place.
     *
     * @return the code, empty when there is none
     */
    public Optional<StepProbe> probe() {
        return Optional.ofNullable(probe);
    }

    @Override
    public String toString() {
        return "Step " + id;
    }
}
