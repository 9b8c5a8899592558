package dev.passage.migration.render;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.json.JsonCodec;
import dev.passage.migration.plan.Cost;
import dev.passage.migration.plan.Estimate;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.MigrationSpec;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.plan.PlanBuilder;
import dev.passage.migration.plan.PlanDigest;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.plan.RiskAssessment;
import dev.passage.migration.plan.RiskLevel;
import dev.passage.migration.step.Resource;
import dev.passage.migration.step.Retry;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepEstimate;
import dev.passage.migration.step.StepKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plans for the tests of their renderings. */
final class Plans {
    static final PlanDigest DIGEST = PlanDigest.of("sha256:" + "0123456789abcdef".repeat(4));

    private Plans() {}

    /** What is asked for in these plans. */
    public record Settings(String tenant, int keepDays) {}

    static MigrationPlan tenantMove() {
        PlanBuilder builder = new PlanBuilder();
        builder.step("prepare", StepKind.PREPARATION)
                .describedAs("Create the tables on the target")
                .creates(Resource.of("tables", "schema", "dedicated"))
                .run(context -> {})
                .rollback("drop-tables", context -> {});
        builder.step("copy", StepKind.MIGRATION)
                .describedAs("Copy the rows")
                .after("prepare")
                .retry(Retry.fixed(8, Duration.ofSeconds(2)))
                .timeout(Duration.ofHours(2))
                .estimate(new StepEstimate(12_000, 3_565_158, Duration.ofSeconds(252), Duration.ZERO))
                .run(context -> {})
                .harmless();
        builder.step("switch", StepKind.CUTOVER)
                .describedAs("Send writes to the target")
                .after("copy")
                .waitForSignal("go")
                .estimate(new StepEstimate(0, 0, Duration.ofSeconds(1), Duration.ofMillis(310)))
                .run(context -> {})
                .rollbackLoses("sessions opened since")
                .rollback("switch-back", context -> {});
        builder.step("retire", StepKind.CLEANUP)
                .describedAs("Remove the rows from the source")
                .after("switch", "copy")
                .waitFor(Duration.ofDays(7))
                .releases("tables")
                .run(context -> {})
                .pointOfNoReturn();
        return plan("Move tenant acme", builder.steps(), findings(), ExecutionOptions.USUAL);
    }

    static MigrationPlan titled(String title) {
        PlanBuilder builder = new PlanBuilder();
        builder.step("end", StepKind.MIGRATION)
                .describedAs(title)
                .waitForSignal(title)
                .run(context -> {})
                .harmless();
        return plan(title, builder.steps(), List.of(), ExecutionOptions.USUAL);
    }

    static MigrationPlan plan(String title, List<Step> steps, List<Finding> findings, ExecutionOptions options) {
        StepEstimate total = steps.stream().map(Step::estimate).reduce(StepEstimate.NONE, StepEstimate::plus);
        return new MigrationPlan(
                MigrationId.of("m-1"),
                MigrationType.DATA,
                HandlerId.of("tenant-move", 1),
                title,
                "shared",
                "dedicated",
                Optional.of("tenant:acme"),
                MigrationSpec.of(new Settings("acme", 90))
                        .requestedBy("platform-team")
                        .because("plan change to professional")
                        .with(options),
                steps,
                findings,
                new Estimate(
                        total, Optional.of(new Cost(new BigDecimal("80.00"), new BigDecimal("140.00"), "EUR/month"))),
                RiskAssessment.of(List.of(
                        new Risk(RiskLevel.LOW, "the copy takes minutes", "it is resumed after a crash"),
                        new Risk(RiskLevel.HIGH, "the cleanup cannot be undone", "it waits 7 days"))),
                DIGEST,
                Instant.parse("2026-01-01T00:00:00Z"),
                new PlanRenderings(new JsonCodec()));
    }

    static List<Finding> findings() {
        return List.of(
                Finding.info("SIZE", "customers", "has 12,000 rows."),
                Finding.warning("NO_INDEX", "orders", "has no index on tenant.", "Add one."));
    }
}
