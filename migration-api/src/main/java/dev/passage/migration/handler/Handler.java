package dev.passage.migration.handler;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import java.util.List;

/**
 * Knows how to plan one kind of migration (P3). Built-in and users' own handlers use this same contract.
 *
 * <pre>{@code
 * public Assessment assess(Upgrade settings, AssessmentContext context) {
 *     return Assessment.of(new Found(store.count(settings.scope())));
 * }
 *
 * public void plan(Upgrade settings, Assessment facts, PlanBuilder plan) {
 *     plan.title("Upgrade " + settings.scope()).scope("documents:" + settings.scope());
 *     plan.step("upgrade", StepKind.MIGRATION)
 *             .run(context -> store.upgrade(settings.scope()))
 *             .rollback("downgrade", context -> store.downgrade(settings.scope()));
 * }
 * }</pre>
 *
 * <p>Must be safe for use by several threads.
 *
 * @param <S> the class of its settings
 * @since 0.1.0
 */
public interface Handler<S extends Record> {

    /**
     * Returns name and version; raise the version whenever {@link #plan} would give other steps.
     *
     * @return the id
     */
    HandlerId id();

    /**
     * Returns the class of its settings: a record of values that can be stored as JSON (records, enums, text, numbers,
     * booleans, instants, durations, optionals, lists, sets and maps of these). No two handlers of an engine share it.
     *
     * @return the class
     */
    Class<S> settingsType();

    /**
     * Returns what kind of thing it moves.
     *
     * @return the type, custom if not overridden
     */
    default MigrationType type() {
        return MigrationType.CUSTOM;
    }

    /**
     * Looks at source and target; only reads. The result is journaled.
     *
     * @param settings what is asked for
     * @param context what may be used
     * @return facts, findings and risks
     * @throws Exception when it cannot be assessed; the plan is refused
     */
    default Assessment assess(S settings, AssessmentContext context) throws Exception {
        return Assessment.NONE;
    }

    /**
     * Describes the steps. Pure: the same settings and facts give the same steps, on each instance and after each restart.
     *
     * @param settings what is asked for
     * @param facts what was assessed
     * @param plan where to describe the steps
     */
    void plan(S settings, Assessment facts, PlanBuilder plan);

    /**
     * Returns the systems outside the journal that must refuse an overtaken token.
     *
     * @param settings what is asked for
     * @return the participants, none if not overridden
     */
    default List<Participant> participants(S settings) {
        return List.of();
    }

    /**
     * Returns a text that changes whenever the state of source and target changes in a way that matters for the analysis, so
     * that planning again an unchanged specification can reuse it (P8).
     *
     * @param settings what is asked for
     * @return the fingerprint; empty, if not overridden, means that the analysis is never reused
     * @throws Exception when it cannot be read; the analysis is then made anew
     */
    default String sourceState(S settings) throws Exception {
        return "";
    }
}
