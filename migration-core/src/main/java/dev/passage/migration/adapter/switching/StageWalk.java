package dev.passage.migration.adapter.switching;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.shadow.Rates;
import dev.passage.migration.adapter.shadow.ReplacementHealth;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.failure.FailureKind;
import dev.passage.migration.failure.StepFailedException;
import dev.passage.migration.stage.StageJournal;
import dev.passage.migration.step.Choice;
import dev.passage.migration.step.StepContext;
import dev.passage.migration.step.StepOutcome;
import dev.passage.migration.step.Tunable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Enters one stage, observes it, and goes a stage back when the gate is breached. Where it stands is read from the journal alone: the
 * record that holds is this step's own word, its own step back, or a word of before.
 */
final class StageWalk {
    static final Tunable MINIMUM_CALLS = new Tunable("minimum-calls", 0, Long.MAX_VALUE);
    static final String GIVE_UP = "give-up";
    private static final String TRY_AGAIN = "try-again-";
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(10);

    private final SwitchableAdapter<?> adapter;
    private final StageJournal<StageRecord> stages;
    private final StepContext context;
    private final Gate gate;

    StageWalk(SwitchableAdapter<?> adapter, StageJournal<StageRecord> stages, StepContext context, Gate gate) {
        this.adapter = adapter;
        this.stages = stages;
        this.context = context;
        this.gate = gate;
    }

    /** A stage and its share. */
    record Place(AdapterStage stage, Percentage share) {
        static final Place OLD = new Place(AdapterStage.OLD, Percentage.NONE);

        String label() {
            return StageRecord.label(stage, share);
        }
    }

    StepOutcome walk(Place place, Place before, Duration observed) {
        Optional<StageRecord> present = stages.latest(adapter.name());
        present.ifPresent(adapter::follow);
        Optional<StageRecord> own = present.filter(this::isOwn);
        if (own.isEmpty()) {
            return observe(enter(place, present, Optional.empty()), before, observed);
        }
        if (own.get().breach().isEmpty()) {
            return observe(own.get(), before, observed);
        }
        Optional<String> decision = context.decision();
        if (decision.filter((TRY_AGAIN + own.get().epoch())::equals).isPresent()) {
            return observe(enter(place, present, Optional.empty()), before, observed);
        }
        if (decision.filter(GIVE_UP::equals).isPresent()) {
            throw StepFailedException.fatal(
                    FailureKind.VALIDATION_FAILED,
                    "Adapter " + adapter.name() + " was given up in stage " + place.label() + ": "
                            + own.get().breach().get() + ".",
                    "Mend the new adapter, then plan the switch again.");
        }
        return ask(place, own.get());
    }

    /** Lets the old adapter answer again, at once and from whatever stage. */
    void back() {
        Optional<StageRecord> present = stages.latest(adapter.name());
        if (!StageRecord.isOld(present)) {
            enter(Place.OLD, present, Optional.empty());
            AdapterFaultPoints.BACK_TO_OLD.reached();
        } else {
            present.ifPresent(adapter::follow);
        }
    }

    void retire() {
        Optional<StageRecord> present = stages.latest(adapter.name());
        if (present.filter(record -> record.stage() == AdapterStage.RETIRED).isEmpty()) {
            enter(new Place(AdapterStage.RETIRED, Percentage.ALL), present, Optional.empty());
        } else {
            present.ifPresent(adapter::follow);
        }
        AdapterFaultPoints.RETIRED.reached();
    }

    private boolean isOwn(StageRecord record) {
        return record.migration().equals(context.migration())
                && record.step().equals(context.step().value());
    }

    private StageRecord enter(Place place, Optional<StageRecord> present, Optional<String> breach) {
        StageRecord record = new StageRecord(
                adapter.name(),
                context.migration(),
                context.step().value(),
                present.map(StageRecord::epoch).orElse(0L) + 1,
                place.stage(),
                place.share(),
                gate,
                context.clock().instant(),
                breach);
        AdapterFaultPoints.BEFORE_STAGE.reached();
        stages.store(context, record);
        AdapterFaultPoints.STAGE_STORED.reached();
        adapter.follow(record);
        AdapterFaultPoints.STAGE_FOLLOWED.reached();
        return record;
    }

    private StepOutcome observe(StageRecord record, Place before, Duration observed) {
        Instant now = context.clock().instant();
        Instant end = record.enteredAt().plus(observed);
        ReplacementHealth health = adapter.health();
        Optional<String> breach = context.signalled(record.breachSignal())
                ? Optional.of("an instance found rates beyond the gate")
                : gate.breach(health.recent()).or(() -> gate.breach(health.sinceEntered()));
        if (breach.isPresent()) {
            return stepBack(record, before, breach.get());
        }
        if (now.isBefore(end)) {
            return StepOutcome.await(record.breachSignal(), end);
        }
        Rates rates = health.sinceEntered();
        long seen = record.stage() == AdapterStage.SHADOW ? rates.comparisons() : rates.calls();
        boolean enough = seen >= context.tuned(MINIMUM_CALLS.name()).orElse(gate.minimumCalls());
        if (!enough) {
            Duration look = observed.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : observed;
            return StepOutcome.await(record.breachSignal(), now.plus(look));
        }
        context.note(
                "observed in " + record.label(),
                rates.comparisons() + " compared, " + rates.mismatches() + " different; " + rates.calls() + " calls, "
                        + rates.errors() + " failed, " + rates.slow() + " slow; " + health.shedCalls()
                        + " left out, " + health.overdueCalls() + " overdue, " + health.uncomparedCalls()
                        + " not compared");
        AdapterFaultPoints.JUDGED.reached();
        return StepOutcome.done();
    }

    private StepOutcome stepBack(StageRecord record, Place before, String breach) {
        AdapterFaultPoints.BREACHED.reached();
        StageRecord back = enter(before, Optional.of(record), Optional.of(breach));
        AdapterFaultPoints.STEPPED_BACK.reached();
        return ask(new Place(record.stage(), record.share()), back);
    }

    private StepOutcome ask(Place place, StageRecord back) {
        String breach = back.breach().orElse("the gate was breached");
        return StepOutcome.blocked(
                "Adapter " + adapter.name() + " is back in stage " + back.label() + " because in stage " + place.label()
                        + " " + breach + ". What now?",
                new Choice(TRY_AGAIN + back.epoch(), "enters stage " + place.label() + " again and observes it anew"),
                new Choice(GIVE_UP, "fails the migration; it rolls back to the old adapter unless it was told not to"));
    }
}
