package dev.passage.migration.adapter.switching;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.analysis.Replay;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.recording.CallRecording;
import dev.passage.migration.adapter.recording.RecordedCall;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.failure.VerificationFailedException;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.stage.StageJournal;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.DryRunContext;
import dev.passage.migration.step.Effect;
import dev.passage.migration.step.StepBuilder;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Plans and runs the replacement of an adapter, stage by stage (A1-A3). Every stage but the removal of the old adapter can be left
 * again; a rollback lets the old one answer at once.
 *
 * <p>Safe for use by several threads. Where a switch stands is read from the journal alone; the rates by which a stage is judged are
 * those of the instance that runs the migration, together with the breaches that others signal.
 *
 * @since 0.1.0
 */
public final class AdapterSwitchHandler implements Handler<AdapterSwitch> {
    /** The signal that lets the old adapter go; a decision of its own, made when the new one has proved itself. */
    public static final String REMOVAL_SIGNAL = "remove-old-adapter";

    private static final HandlerId ID = HandlerId.of("adapter-switch", 1);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final StageJournal<StageRecord> stages;
    private final Map<String, SwitchableAdapter<?>> adapters;

    /**
     * Creates the handler.
     *
     * @param journal the journal of the engine
     * @param adapters the adapters that can be switched
     * @throws IllegalArgumentException if two have the same name
     */
    public AdapterSwitchHandler(Journal journal, SwitchableAdapter<?>... adapters) {
        this.stages = StageRecord.in(journal);
        this.adapters = Arrays.stream(adapters)
                .collect(Collectors.toUnmodifiableMap(SwitchableAdapter::name, Function.identity(), (one, other) -> {
                    throw new IllegalArgumentException(
                            "Two adapters are named " + one.name() + ". Give one of them another name.");
                }));
    }

    @Override
    public HandlerId id() {
        return ID;
    }

    @Override
    public Class<AdapterSwitch> settingsType() {
        return AdapterSwitch.class;
    }

    @Override
    public MigrationType type() {
        return MigrationType.ADAPTER;
    }

    @Override
    public Assessment assess(AdapterSwitch settings, AssessmentContext context) {
        SwitchableAdapter<?> adapter = adapters.get(settings.adapter());
        return adapter == null
                ? AdapterAssessment.unknown(settings.adapter(), adapters.keySet())
                : new AdapterAssessment(adapter, settings).assess(stages.latest(settings.adapter()));
    }

    @Override
    public void plan(AdapterSwitch settings, Assessment assessment, PlanBuilder plan) {
        AdapterFacts facts = assessment.facts(AdapterFacts.class);
        plan.title("Replace adapter " + settings.adapter())
                .between(facts.oldType(), facts.replacementType())
                .scope(stages.scopeOf(settings.adapter()));
        planCheck(settings, facts, plan);
        String last = "check-adapters";
        StageWalk.Place before = StageWalk.Place.OLD;
        int number = 1;
        for (AdapterSwitch.Stage stage : settings.stages()) {
            String id = stage.stage() == AdapterStage.SHADOW ? "shadow" : "canary-" + number++;
            StageWalk.Place place = new StageWalk.Place(stage.stage(), stage.share());
            StepKind kind = stage.stage() == AdapterStage.SHADOW ? StepKind.VERIFICATION : StepKind.MIGRATION;
            planStage(settings, plan.step(id, kind).after(last), place, before, stage.observed());
            last = id;
            before = place;
        }
        StageWalk.Place all = new StageWalk.Place(AdapterStage.NEW, Percentage.ALL);
        planStage(settings, plan.step("new", StepKind.CUTOVER).after(last), all, before, settings.observed());
        if (settings.removesOld()) {
            planRemoval(settings, plan);
        }
    }

    private void planCheck(AdapterSwitch settings, AdapterFacts facts, PlanBuilder plan) {
        plan.step("check-adapters", StepKind.VALIDATION)
                .describedAs("Make sure that port and adapters are those that were analysed; a dry run replays "
                        + facts.recorded() + " recorded calls at both")
                .effect(Effect.READ_ONLY)
                .run(context -> AdapterFaultPoints.CHECKED.reached())
                .check(context -> Check.equal(
                        "adapters", described(facts), described(AdapterAssessment.facts(adapter(settings)))))
                .dryRun(context -> replay(settings, context))
                .harmless();
    }

    private void planStage(
            AdapterSwitch settings,
            StepBuilder step,
            StageWalk.Place place,
            StageWalk.Place before,
            Duration observed) {
        step.describedAs(described(place) + "; observe it for " + inWords(observed) + ", and go back to "
                        + before.label() + " when the gate is breached")
                .estimate(StepEstimate.lasting(observed.plus(MOMENT)))
                .tunable(StageWalk.MINIMUM_CALLS)
                .runToOutcome(context -> walk(settings, context).walk(place, before, observed))
                .dryRun(context -> context.would("enter stage %s on every instance", place.label()))
                .rollback(
                        "leave-" + place.stage().name().toLowerCase(Locale.ROOT) + "-"
                                + place.share().basisPoints(),
                        context -> walk(settings, context).back());
    }

    private void planRemoval(AdapterSwitch settings, PlanBuilder plan) {
        plan.step("remove-old", StepKind.CLEANUP)
                .after("new")
                .describedAs("Let the old adapter go on every instance, once signal " + REMOVAL_SIGNAL + " is given")
                .waitForSignal(REMOVAL_SIGNAL)
                .run(context -> walk(settings, context).retire())
                .dryRun(context -> context.would("let the old adapter go, after signal %s", REMOVAL_SIGNAL))
                .pointOfNoReturn();
    }

    private void replay(AdapterSwitch settings, DryRunContext context) {
        SwitchableAdapter<?> adapter = adapter(settings);
        List<RecordedCall> calls = adapter.recording().map(CallRecording::calls).orElse(List.of());
        Replay replay = adapter.old()
                .map(old -> new Replay(old, adapter.replacement(), adapter.rules(), adapter.comparator()))
                .orElseThrow(() -> new IllegalStateException("The old adapter is let go already."));
        Replay.Result result = adapter.shadow()
                .map(shadow -> replay.within(shadow.executor(), shadow.limit()))
                .orElse(replay)
                .run(calls);
        context.would(
                "compare %d recorded calls (%d left out, as they may not run twice): %d differ",
                result.replayed(), result.leftOut(), result.different().size());
        if (result.givenUp()
                || settings.gate().mismatches().isExceededBy(result.different().size(), result.replayed())) {
            throw new VerificationFailedException("Adapter " + adapter.name(), told(result));
        }
    }

    private static List<String> told(Replay.Result result) {
        List<String> told = new ArrayList<>(counted(result.different()));
        if (result.givenUp()) {
            told.add("the replay was given up, because calls took too long");
        }
        return told;
    }

    private static List<String> counted(List<String> operations) {
        Map<String, Long> counts = operations.stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " answers otherwise in " + entry.getValue() + " recorded calls")
                .toList();
    }

    private StageWalk walk(AdapterSwitch settings, StepContext context) {
        return new StageWalk(adapter(settings), stages, context, settings.gate());
    }

    private SwitchableAdapter<?> adapter(AdapterSwitch settings) {
        SwitchableAdapter<?> adapter = adapters.get(settings.adapter());
        if (adapter == null) {
            throw new IllegalArgumentException(
                    "No adapter named " + settings.adapter() + " is given to the handler of adapter switches; it knows "
                            + new TreeSet<>(adapters.keySet()) + ".");
        }
        return adapter;
    }

    /** For example {@code 1h30m}. */
    private static String inWords(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String described(AdapterFacts facts) {
        return facts.port() + ", " + facts.oldType() + ", " + facts.replacementType();
    }

    private static String described(StageWalk.Place place) {
        return switch (place.stage()) {
            case SHADOW -> "Give " + place.share() + " of the calls to both adapters and compare the answers";
            case CANARY -> "Let the new adapter answer " + place.share() + " of the keys";
            default -> "Let the new adapter answer every call";
        };
    }
}
