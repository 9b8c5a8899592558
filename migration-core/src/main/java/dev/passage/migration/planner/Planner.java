package dev.passage.migration.planner;

import dev.passage.migration.codec.RecordCodec;
import dev.passage.migration.failure.MigrationException;
import dev.passage.migration.failure.PlanDriftException;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.finding.Finding;
import dev.passage.migration.handler.Assessment;
import dev.passage.migration.handler.AssessmentContext;
import dev.passage.migration.handler.Facts;
import dev.passage.migration.handler.Handler;
import dev.passage.migration.handler.RecordedFacts;
import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.PlanValue;
import dev.passage.migration.history.StepValue;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.json.CodecFailure;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.CostModel;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.PlanRenderer;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskAssessment;
import dev.passage.migration.planner.Analyses.Analysis;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepEstimate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes plans: assess, plan, order, estimate, digest (P1-P6); and makes the same plan again from the journal, or refuses with
 * the difference (X10).
 *
 * <p>The handler plans from facts that went through JSON, so that what it sees the first time is what it sees after a restart.
 */
public final class Planner {
    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private final HandlerRegistry handlers;
    private final JsonCodec json;
    private final RecordCodec records;
    private final Analyses analyses;
    private final Clock clock;
    private final CostModel costs;
    private final PlanRenderer renderer;

    /**
     * Creates a planner.
     *
     * @param handlers who can plan
     * @param json what turns the plan into JSON
     * @param records what turns the records of handlers into JSON
     * @param clock tells the time of creation
     * @param costs tells what a migration costs
     * @param renderer renders the plans
     */
    public Planner(
            HandlerRegistry handlers,
            JsonCodec json,
            RecordCodec records,
            Clock clock,
            CostModel costs,
            PlanRenderer renderer) {
        this.handlers = handlers;
        this.json = json;
        this.records = records;
        this.analyses = new Analyses(clock);
        this.clock = clock;
        this.costs = costs;
        this.renderer = renderer;
    }

    /**
     * A plan and the record that makes it durable.
     *
     * @param plan the plan
     * @param planned the record
     * @param handler who planned it
     */
    public record Result(MigrationPlan plan, HistoryEvent.Planned planned, Handler<?> handler) {}

    /**
     * Plans what is asked for.
     *
     * @param id the migration
     * @param spec what is asked for
     * @return the plan
     */
    public Result plan(MigrationId id, MigrationSpec spec) {
        Handler<?> handler = handlers.forSettings(spec.settings());
        String settings = written(handler, spec.settings());
        return planned(id, handler, settings, spec);
    }

    private <S extends Record> Result planned(
            MigrationId id, Handler<S> handler, String settingsJson, MigrationSpec spec) {
        S settings = records.read(settingsJson, handler.settingsType());
        Analysis analysis = analyzed(handler, settings, settingsJson, spec.options());
        Drawn drawn = draw(
                handler,
                settings,
                new Assessment(restored(analysis.facts()), analysis.findings(), analysis.risks()),
                settingsJson,
                spec,
                Optional.empty());
        HistoryEvent.Planned planned = new HistoryEvent.Planned(
                drawn.value, analysis.facts(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        return new Result(bound(id, planned, spec, drawn.steps), planned, handler);
    }

    private <S extends Record> Analysis analyzed(
            Handler<S> handler, S settings, String settingsJson, ExecutionOptions options) {
        Analyses.Subject subject =
                new Analyses.Subject(handler.id(), settingsJson, options, stateOf(handler, settings));
        return analyses.of(subject).orElseGet(() -> {
            Assessment assessment = assess(handler, settings, options);
            Analysis analysis = new Analysis(
                    factsOf(handler, assessment), assessment.findings(), assessment.risks(), clock.instant());
            analyses.keep(subject, analysis);
            return analysis;
        });
    }

    /** A state that cannot be read is no reason to refuse a plan: the analysis will say what is wrong. */
    private static <S extends Record> String stateOf(Handler<S> handler, S settings) {
        try {
            return handler.sourceState(settings);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        } catch (Exception unreadable) {
            log.atDebug()
                    .addKeyValue("handler", handler.id())
                    .addKeyValue("thrown", unreadable.getClass().getName())
                    .log("The state of source and target cannot be read; they are analyzed anew");
            return "";
        }
    }

    /**
     * Makes a journaled plan again, with the code of its steps.
     *
     * @param id the migration
     * @param planned its first record
     * @return the plan
     * @throws PlanDriftException if the handler would now plan something else
     */
    public Result restore(MigrationId id, HistoryEvent.Planned planned) {
        PlanValue reviewed = planned.plan();
        return restored(id, handlers.forId(reviewed.handler(), id), planned);
    }

    private <S extends Record> Result restored(MigrationId id, Handler<S> handler, HistoryEvent.Planned planned) {
        PlanValue reviewed = planned.plan();
        S settings = records.read(reviewed.settings(), handler.settingsType());
        MigrationSpec spec = new MigrationSpec(settings, reviewed.requestedBy(), reviewed.reason(), reviewed.options());
        Drawn drawn = draw(
                handler,
                settings,
                new Assessment(restored(planned.facts()), reviewed.findings(), List.of()),
                reviewed.settings(),
                spec,
                Optional.of(reviewed));
        if (!drawn.value.digest().equals(reviewed.digest())) {
            throw new PlanDriftException(id, PlanDrift.between(reviewed, drawn.value));
        }
        return new Result(bound(id, planned, spec, drawn.steps), planned, handler);
    }

    /**
     * Assesses again what a plan was made for.
     *
     * @param result the plan
     * @return what is found now
     */
    public List<Finding> findingsNow(Result result) {
        MigrationSpec spec = result.plan().spec();
        return assessAgain(result.handler(), spec);
    }

    private <S extends Record> List<Finding> assessAgain(Handler<S> handler, MigrationSpec spec) {
        return assess(handler, handler.settingsType().cast(spec.settings()), spec.options())
                .findings();
    }

    private <S extends Record> Assessment assess(Handler<S> handler, S settings, ExecutionOptions options) {
        try {
            return handler.assess(settings, new Context(clock, options));
        } catch (MigrationException known) {
            throw known;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw rejected(handler, "was interrupted while it assessed", interrupted);
        } catch (Exception failure) {
            throw rejected(
                    handler, "failed in assess(...) with " + failure.getClass().getName(), failure);
        }
    }

    private <S extends Record> Drawn draw(
            Handler<S> handler,
            S settings,
            Assessment assessment,
            String settingsJson,
            MigrationSpec spec,
            Optional<PlanValue> reviewed) {
        PlanBuilder builder = new PlanBuilder();
        List<Step> steps;
        try {
            handler.plan(settings, assessment, builder);
            steps = builder.steps();
        } catch (MigrationException known) {
            throw known;
        } catch (IllegalArgumentException wrong) {
            throw rejected(handler, "planned something that cannot be: " + wrong.getMessage(), wrong);
        } catch (RuntimeException failure) {
            throw rejected(
                    handler, "failed in plan(...) with " + failure.getClass().getName(), failure);
        }
        List<Step> ordered = StepOrder.of(steps);
        StepEstimate total = ordered.stream().map(Step::estimate).reduce(StepEstimate.NONE, StepEstimate::plus);
        // Risks of the handler and costs are journaled facts too: a restored plan takes them as they were reviewed.
        RiskAssessment risk = reviewed.map(PlanValue::risk)
                .orElseGet(() -> risks(ordered, assessment.findings(), total, assessment.risks()));
        Estimate estimate = new Estimate(
                total, reviewed.isPresent() ? reviewed.get().estimate().cost() : costs.cost(spec, total));
        PlanValue value = new PlanValue(
                handler.id(),
                handler.type(),
                builder.title().isEmpty() ? handler.id().name() : builder.title(),
                builder.source(),
                builder.target(),
                builder.scope(),
                settingsJson,
                spec.requestedBy(),
                spec.reason(),
                spec.options(),
                ordered.stream().map(StepValue::of).toList(),
                assessment.findings(),
                estimate,
                risk,
                Optional.empty());
        return new Drawn(value.withDigest(Optional.of(digest(value))), ordered);
    }

    private static RiskAssessment risks(
            List<Step> steps, List<Finding> findings, StepEstimate total, List<Risk> fromHandler) {
        return RiskRules.assess(steps, findings, total, fromHandler);
    }

    private PlanDigest digest(PlanValue value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(json.write(value).getBytes(StandardCharsets.UTF_8));
            return PlanDigest.of("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256.", missing);
        }
    }

    private MigrationPlan bound(MigrationId id, HistoryEvent.Planned planned, MigrationSpec spec, List<Step> steps) {
        PlanValue value = planned.plan();
        return new MigrationPlan(
                id,
                value.type(),
                value.handler(),
                value.title(),
                value.source(),
                value.target(),
                value.scope(),
                spec,
                steps,
                value.findings(),
                value.estimate(),
                value.risk(),
                value.digest().orElseThrow(),
                planned.createdAt(),
                renderer);
    }

    private String factsOf(Handler<?> handler, Assessment assessment) {
        if (!(assessment.facts() instanceof RecordedFacts recorded)) {
            throw new PlanRejectedException(
                    "Handler " + handler.id() + " returned facts of its own class.", "Use Facts.of(record).");
        }
        return written(handler, recorded.record());
    }

    private Facts restored(String facts) {
        return new Facts() {
            @Override
            public <T extends Record> T as(Class<T> type) {
                return records.read(facts, type);
            }
        };
    }

    private String written(Handler<?> handler, Record record) {
        if (record.getClass().getRecordComponents().length == 0) {
            return json.write(record);
        }
        try {
            return records.write(record);
        } catch (RuntimeException unfit) {
            throw new PlanRejectedException(
                    "Settings or facts of handler " + handler.id() + " cannot be stored.",
                    CodecFailure.describe(unfit),
                    unfit);
        }
    }

    private static PlanRejectedException rejected(Handler<?> handler, String what, Exception cause) {
        return new PlanRejectedException(
                "Handler " + handler.id() + " " + what + ".", "Mend the handler, then plan again.", cause);
    }

    private record Drawn(PlanValue value, List<Step> steps) {}

    private record Context(Clock clock, ExecutionOptions options) implements AssessmentContext {}
}
