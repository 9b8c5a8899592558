package dev.passage.migration.session.move;

import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.session.migrating.MigratingSessionStore;
import dev.passage.migration.session.stage.SessionStage;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Plans and runs the move of a host's sessions from one store to another (S2, S4): with both stores written, or the standard way with
 * writes held. A rollback leads back to the source from every stage, and loses nothing that was acknowledged.
 *
 * <p>Safe for use by several threads. Where a move stands is read from the journal and the two stores alone.
 *
 * @since 0.1.0
 */
public final class SessionMoveHandler implements Handler<SessionMove> {
    private static final HandlerId ID = HandlerId.of("session-move", 1);
    private static final Duration LONGEST_COPY = Duration.ofHours(6);
    private static final long SESSIONS_PER_SECOND = 2_000;

    /** A store may be away for some minutes. */
    private static final Retry RETRY = Retry.exponential(20);

    private final Map<String, MigratingSessionStore> stores;

    /**
     * Creates the handler.
     *
     * @param stores the migrating stores whose sessions can be moved
     * @throws IllegalArgumentException if two have the same name
     */
    public SessionMoveHandler(MigratingSessionStore... stores) {
        this.stores = Arrays.stream(stores)
                .collect(
                        Collectors.toUnmodifiableMap(MigratingSessionStore::name, Function.identity(), (one, other) -> {
                            throw new IllegalArgumentException("Two migrating stores are named " + one.name()
                                    + ". Give one of them another name.");
                        }));
    }

    @Override
    public HandlerId id() {
        return ID;
    }

    @Override
    public Class<SessionMove> settingsType() {
        return SessionMove.class;
    }

    @Override
    public MigrationType type() {
        return MigrationType.SESSION;
    }

    @Override
    public Assessment assess(SessionMove settings, AssessmentContext context) {
        MigratingSessionStore store = stores.get(settings.store());
        return store == null
                ? SessionAssessment.unknown(settings.store(), stores.keySet())
                : new SessionAssessment(store, settings, context.clock().instant()).assess();
    }

    @Override
    public void plan(SessionMove settings, Assessment assessment, PlanBuilder plan) {
        SessionFacts facts = assessment.facts(SessionFacts.class);
        plan.title("Move sessions " + settings.store())
                .between(facts.source(), facts.target())
                .scope("sessions:" + settings.store());
        planCheck(settings, facts, plan);
        String ready = settings.standard() ? planQuiesce(settings, plan) : planDualWrite(settings, plan);
        planCopy(settings, facts, plan, ready);
        String last = "compare";
        if (!settings.standard()) {
            planStay(settings, plan.step("shadow", StepKind.VERIFICATION), last, SessionStage.SHADOW);
            planStay(settings, plan.step("live", StepKind.CUTOVER), "shadow", SessionStage.LIVE);
            last = "live";
        }
        StepKind kind = settings.standard() ? StepKind.CUTOVER : StepKind.OBSERVATION;
        planStay(settings, plan.step("ramp-down", kind), last, SessionStage.RAMP_DOWN);
        planStay(settings, plan.step("complete", StepKind.OBSERVATION), "ramp-down", SessionStage.COMPLETE);
        if (settings.retiresSource()) {
            planRetirement(settings, facts, plan);
        }
    }

    private void planCheck(SessionMove settings, SessionFacts facts, PlanBuilder plan) {
        plan.step("check-stores", StepKind.VALIDATION)
                .describedAs("Make sure that " + facts.source() + " and " + facts.target()
                        + " can be used and the target is empty; overtaken writes are refused: fence="
                        + facts.fencing().name().toLowerCase(Locale.ROOT))
                .effect(Effect.REPEATABLE)
                .run(context -> check(settings, context))
                .dryRun(context -> context.would("open both stores"))
                .harmless();
    }

    private void check(SessionMove settings, StepContext context) {
        MigratingSessionStore store = store(settings);
        store.source().open();
        store.target().open();
        boolean untouched = StageEntrance.stageOf(store.stages().latest(store.name())) == SessionStage.OFF;
        if (untouched
                && !SessionAssessment.isEmpty(store.target(), context.clock().instant())) {
            throw StepFailedException.fatal(
                    FailureKind.VALIDATION_FAILED,
                    "Store " + store.target().name() + " holds sessions, though it held none when this was planned.",
                    "Empty it, then plan the move again.");
        }
        SessionMoveFaultPoints.CHECKED.reached();
    }

    private String planQuiesce(SessionMove settings, PlanBuilder plan) {
        plan.step("hold-writes", StepKind.PREPARATION)
                .retry(RETRY)
                .after("check-stores")
                .describedAs("Let writes of sessions wait on every instance; reads go on")
                .runToOutcome(context -> walk(settings, context).quiesce())
                .dryRun(context -> context.would("hold the writes of sessions"))
                .rollbackToOutcome(
                        "let-writes-go",
                        "Let the source take writes again, and empty the target",
                        context -> walk(settings, context).backToSource());
        return "hold-writes";
    }

    private String planDualWrite(SessionMove settings, PlanBuilder plan) {
        plan.step("dual-write", StepKind.PREPARATION)
                .retry(RETRY)
                .after("check-stores")
                .describedAs("Write each session to both stores on every instance; the source owns")
                .runToOutcome(context -> walk(settings, context).dualWrite())
                .dryRun(context -> context.would("enter stage dual write on every instance"))
                .rollbackToOutcome(
                        "leave-dual-write",
                        "Use the source alone, and empty the target",
                        context -> walk(settings, context).backToSource());
        return "dual-write";
    }

    private void planCopy(SessionMove settings, SessionFacts facts, PlanBuilder plan, String ready) {
        Duration time = Duration.ofSeconds(1 + facts.counted() / SESSIONS_PER_SECOND);
        Duration pause = settings.standard() ? time : Duration.ZERO;
        plan.step("copy", StepKind.MIGRATION)
                .retry(RETRY)
                .after(ready)
                .describedAs("Copy " + facts.counted() + " sessions or more in batches of " + settings.batch()
                        + "; what has expired is left out")
                .timeout(LONGEST_COPY)
                .tunable(SessionCopy.BATCH)
                .estimate(new StepEstimate(facts.counted(), facts.bytes(), time, pause))
                .runToOutcome(context -> walk(settings, context).copy())
                .dryRun(context -> {
                    context.would("copy %,d sessions", facts.counted());
                    context.rows(facts.counted());
                    context.bytes(facts.bytes());
                })
                .harmless();
        plan.step("compare", StepKind.VERIFICATION)
                .retry(RETRY)
                .after("copy")
                .describedAs("Compare all sessions of both stores, repair what differs, and compare again")
                .timeout(LONGEST_COPY)
                .tunable(SessionCopy.BATCH)
                .estimate(new StepEstimate(0, 0, time, pause))
                .runToOutcome(context -> walk(settings, context).compare())
                .dryRun(context -> context.would("compare %,d sessions", facts.counted()))
                .harmless();
    }

    private void planStay(SessionMove settings, StepBuilder step, String after, SessionStage stage) {
        Duration time = switch (stage) {
            case SHADOW -> settings.shadowed();
            case LIVE -> settings.live();
            case RAMP_DOWN -> settings.rampedDown();
            default -> settings.keepsSource();
        };
        SessionStage back = settings.standard() && stage == SessionStage.RAMP_DOWN ? SessionStage.OFF : stage.before();
        step.after(after)
                .retry(RETRY)
                .describedAs(described(stage, settings) + " for " + inWords(time))
                .timeout(LONGEST_COPY)
                .tunable(SessionCopy.BATCH)
                .estimate(StepEstimate.lasting(time.plusSeconds(1)))
                .runToOutcome(context -> walk(settings, context).stay(stage, time))
                .dryRun(context -> context.would("enter stage %s on every instance", stage.label()))
                .rollbackToOutcome(
                        "leave-" + step(stage),
                        "Go back to stage " + back.label(),
                        context -> back(settings, context, back));
    }

    private StepOutcome back(SessionMove settings, StepContext context, SessionStage stage) {
        return walk(settings, context).backTo(stage);
    }

    private void planRetirement(SessionMove settings, SessionFacts facts, PlanBuilder plan) {
        plan.step("retire-source", StepKind.CLEANUP)
                .retry(RETRY)
                .after("complete")
                .describedAs("Remove the sessions from " + facts.source())
                .timeout(LONGEST_COPY)
                .runToOutcome(context -> walk(settings, context).retireSource())
                .dryRun(context -> context.would("remove %,d sessions from %s", facts.counted(), facts.source()))
                .pointOfNoReturn();
    }

    private SessionWalk walk(SessionMove settings, StepContext context) {
        return new SessionWalk(store(settings), context, settings);
    }

    private MigratingSessionStore store(SessionMove settings) {
        MigratingSessionStore store = stores.get(settings.store());
        if (store == null) {
            throw new IllegalArgumentException("No migrating store named " + settings.store()
                    + " is given to the handler of session moves; it knows " + new TreeSet<>(stores.keySet()) + ".");
        }
        return store;
    }

    private static String step(SessionStage stage) {
        return stage.label().replace(' ', '-');
    }

    private static String described(SessionStage stage, SessionMove settings) {
        return switch (stage) {
            case SHADOW -> "Compare " + settings.samplePercent() + " of a hundred reads with the target";
            case LIVE ->
                "Let the target own the sessions, and compare " + settings.samplePercent()
                        + " of a hundred reads with the source";
            case RAMP_DOWN -> "Let the target own the sessions, and write the source too";
            default -> "Use the target alone, and keep the source";
        };
    }

    /** For example {@code 1h30m}. */
    private static String inWords(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
