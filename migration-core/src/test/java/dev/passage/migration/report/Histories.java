package dev.passage.migration.report;

import dev.passage.migration.history.HistoryEvent;
import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.PlanValue;
import dev.passage.migration.history.RecordedEvent;
import dev.passage.migration.history.StepValue;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.RiskAssessment;
import dev.passage.migration.step.Check;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Histories made by folding events, one a second. */
public final class Histories {
    static final PlanDigest DIGEST = PlanDigest.of("sha256:" + "0123456789abcdef".repeat(4));

    private final List<RecordedEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    Histories(String title) {
        happened("platform-team", new HistoryEvent.Planned(plan(title), "{}", now));
    }

    public static Histories approved() {
        return new Histories("Move tenant acme")
                .happened("on-call", new HistoryEvent.Approved(DIGEST, ""))
                .happened("node-a", new HistoryEvent.TakenUp("nothing was begun"));
    }

    Histories happened(String actor, HistoryEvent event) {
        events.add(new RecordedEvent(events.size() + 1L, now, actor, event));
        now = now.plusSeconds(1);
        return this;
    }

    Histories engine(HistoryEvent event) {
        return happened("node-a", event);
    }

    Histories begun(String step) {
        return engine(new HistoryEvent.StepIntended(StepId.of(step), false, 1));
    }

    Histories done(String step, List<Check> checks, Note... notes) {
        return begun(step)
                .engine(new HistoryEvent.StepFinished(
                        StepId.of(step), false, 1, Optional.empty(), checks, List.of(notes), Duration.ofMillis(4_200)));
    }

    Histories undone(String step, Note... notes) {
        return engine(new HistoryEvent.StepIntended(StepId.of(step), true, 1))
                .engine(new HistoryEvent.StepFinished(
                        StepId.of(step), true, 1, Optional.empty(), List.of(), List.of(notes), Duration.ofMillis(800)));
    }

    public MigrationHistory history() {
        return MigrationHistory.of(MigrationId.of("m-1"), events);
    }

    private static PlanValue plan(String title) {
        PlanBuilder builder = new PlanBuilder();
        builder.step("prepare", StepKind.PREPARATION)
                .describedAs("Create the tables on the target")
                .creates(Resource.of("tables", "schema", "dedicated"))
                .run(context -> {})
                .rollback("drop-tables", context -> {});
        builder.step("switch", StepKind.CUTOVER)
                .describedAs("Send writes to the target")
                .after("prepare")
                .run(context -> {})
                .rollbackLoses("sessions opened since")
                .rollback("switch-back", context -> {});
        builder.step("retire", StepKind.CLEANUP)
                .describedAs("Remove the rows from the source")
                .after("switch")
                .run(context -> {})
                .pointOfNoReturn();
        return new PlanValue(
                HandlerId.of("tenant-move", 1),
                MigrationType.DATA,
                title,
                "shared",
                "dedicated",
                Optional.of("tenant:acme"),
                "{}",
                "platform-team",
                "plan change",
                ExecutionOptions.USUAL,
                builder.steps().stream().map(StepValue::of).toList(),
                List.of(),
                new Estimate(
                        new StepEstimate(12_000, 3_565_158, Duration.ofSeconds(20), Duration.ofMillis(310)),
                        Optional.empty()),
                RiskAssessment.of(List.of()),
                Optional.of(DIGEST));
    }
}
