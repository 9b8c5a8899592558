package dev.passage.migration.plan;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a handler describes what it would do. Used by one thread; the same settings and facts must give the same steps.
 *
 * @since 0.1.0
 */
public final class PlanBuilder {
    private final Map<StepId, StepBuilder> steps = new LinkedHashMap<>();
    private String title = "";
    private String from = "";
    private String to = "";
    private @Nullable String scope;

    /** Begins an empty plan. */
    public PlanBuilder() {}

    /**
     * Says in a few words what the migration does.
     *
     * @param text for example {@code Move tenant acme}
     * @return this builder
     */
    public PlanBuilder title(String text) {
        title = Objects.requireNonNull(text, "text");
        return this;
    }

    /**
     * Names where the thing is and where it shall be; for people.
     *
     * @param source where it is
     * @param target where it shall be
     * @return this builder
     */
    public PlanBuilder between(String source, String target) {
        from = Objects.requireNonNull(source, "source");
        to = Objects.requireNonNull(target, "target");
        return this;
    }

    /**
     * Names what is moved, so that no two migrations work on it at once (promise 2): the journal lets only one migration with
     * the same scope run.
     *
     * @param name for example {@code tenant:acme}; 1 to 200 characters
     * @return this builder
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public PlanBuilder scope(String name) {
        if (name.isEmpty() || name.length() > 200) {
            throw new IllegalArgumentException(
                    "The scope of a plan needs 1 to 200 characters, but has " + name.length() + ".");
        }
        scope = name;
        return this;
    }

    /**
     * Adds a step.
     *
     * @param id its name, unique in the plan
     * @param kind what part of the migration it belongs to
     * @return where to describe it
     * @throws IllegalArgumentException if the plan already has a step of this name
     */
    public StepBuilder step(String id, StepKind kind) {
        StepBuilder step = new StepBuilder(StepId.of(id), kind);
        if (steps.putIfAbsent(StepId.of(id), step) != null) {
            throw new IllegalArgumentException(
                    "The plan has two steps named " + id + ". Give one of them another name.");
        }
        return step;
    }

    /**
     * Returns the steps in the order in which they were added.
     *
     * @return the steps
     * @throws IllegalArgumentException if a step is not complete; the message names it
     */
    public List<Step> steps() {
        return steps.values().stream().map(StepBuilder::build).toList();
    }

    /**
     * Returns what the migration does, in a few words.
     *
     * @return the title, may be empty
     */
    public String title() {
        return title;
    }

    /**
     * Returns where the thing is.
     *
     * @return the source, may be empty
     */
    public String source() {
        return from;
    }

    /**
     * Returns where the thing shall be.
     *
     * @return the target, may be empty
     */
    public String target() {
        return to;
    }

    /**
     * Returns what is moved.
     *
     * @return the scope, empty when migrations of this kind do not exclude each other
     */
    public Optional<String> scope() {
        return Optional.ofNullable(scope);
    }
}
