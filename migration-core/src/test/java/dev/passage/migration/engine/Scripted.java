package dev.passage.migration.engine;

import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.Participant;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A handler whose plan a test writes. */
final class Scripted implements Handler<Scripted.Settings> {
    final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    final List<Participant> participants = new ArrayList<>();
    Supplier<Assessment> assessment = () -> Assessment.NONE;
    Callable<String> state = () -> "";
    private final int version;
    private final Consumer<PlanBuilder> script;

    /** What the handler is asked for. */
    public record Settings(String name) {}

    Scripted(Consumer<PlanBuilder> script) {
        this(1, script);
    }

    Scripted(int version, Consumer<PlanBuilder> script) {
        this.version = version;
        this.script = script;
    }

    @Override
    public HandlerId id() {
        return HandlerId.of("scripted", version);
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public Assessment assess(Settings settings, AssessmentContext context) {
        return assessment.get();
    }

    @Override
    public String sourceState(Settings settings) throws Exception {
        return state.call();
    }

    @Override
    public void plan(Settings settings, Assessment facts, PlanBuilder plan) {
        plan.title("Do " + settings.name()).scope("thing:" + settings.name());
        script.accept(plan);
    }

    @Override
    public List<Participant> participants(Settings settings) {
        return participants;
    }
}
