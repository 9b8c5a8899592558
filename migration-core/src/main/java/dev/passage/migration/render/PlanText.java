package dev.passage.migration.render;

import dev.passage.migration.finding.Finding;
import dev.passage.migration.plan.Cost;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.plan.Risk;
import dev.passage.migration.step.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A plan for a person who reviews it (P7). */
final class PlanText {

    private PlanText() {}

    static String of(MigrationPlan plan) {
        Page page = new Page();
        addPlan(page, plan);
        page.heading("Steps");
        int place = 1;
        for (Step step : plan.steps()) {
            StepText.add(page, place++, step);
        }
        addTotals(page, plan);
        addRisk(page, plan);
        addFindings(page, plan);
        addApproval(page, plan);
        return page.text();
    }

    private static void addPlan(Page page, MigrationPlan plan) {
        List<List<String>> fields = new ArrayList<>();
        fields.add(List.of("migration", plan.id().value()));
        fields.add(List.of("asked for by", plan.spec().requestedBy()));
        if (!plan.spec().reason().isBlank()) {
            fields.add(List.of("because", plan.spec().reason()));
        }
        if (!plan.source().isEmpty() || !plan.target().isEmpty()) {
            fields.add(List.of("goes", plan.source() + " -> " + plan.target()));
        }
        plan.scope()
                .ifPresent(scope -> fields.add(List.of("scope", scope + " (no other migration of it runs meanwhile)")));
        fields.add(List.of("handler", plan.handler() + ", " + PlainText.word(plan.type())));
        fields.add(List.of("runs with", options(plan.spec().options())));
        page.heading("Plan: " + plan.title()).table(2, fields);
    }

    private static String options(ExecutionOptions options) {
        return "validation " + PlainText.word(options.validation()) + ", "
                + (options.rollbackOnFailure() ? "rolled back on failure" : "NOT rolled back on failure") + ", "
                + (options.parallelism() == 1 ? "one step at a time" : options.parallelism() + " steps at a time")
                + (options.keepAfterRollback().isZero()
                        ? ""
                        : ", what a rollback leaves over is kept for " + Amounts.duration(options.keepAfterRollback()))
                + ", at most " + Amounts.duration(options.timeout());
    }

    private static void addTotals(Page page, MigrationPlan plan) {
        List<List<String>> fields = new ArrayList<>();
        String total = StepText.expected(plan.estimate().total());
        fields.add(List.of("expected", total.isEmpty() ? "nothing worth counting" : total));
        plan.estimate().cost().ifPresent(cost -> fields.add(List.of("cost", cost(cost))));
        fields.add(List.of(
                "point of no return",
                plan.pointOfNoReturn()
                        .map(step -> "step " + step + ": once it has begun, there is no way back")
                        .orElse("none, the migration can be rolled back throughout")));
        page.heading("In all").table(2, fields);
    }

    private static String cost(Cost cost) {
        String difference = cost.difference().toPlainString();
        return cost.now().toPlainString() + " " + cost.currency() + " now, "
                + cost.after().toPlainString() + " " + cost.currency() + " after ("
                + (cost.difference().signum() > 0 ? "+" : "") + difference + ")";
    }

    private static void addRisk(Page page, MigrationPlan plan) {
        page.heading("Risk: " + plan.risk().level());
        List<Risk> risks = plan.risk().risks().stream()
                .sorted(Comparator.comparing(Risk::level).reversed())
                .toList();
        for (Risk risk : risks) {
            page.line(2, risk.level() + ": " + risk.reason()).line(4, "-> " + risk.mitigation());
        }
    }

    private static void addFindings(Page page, MigrationPlan plan) {
        List<Finding> blocking = plan.blockingFindings();
        List<Finding> findings = plan.findings().stream()
                .sorted(Comparator.comparing((Finding finding) -> blocking.contains(finding))
                        .thenComparing(Finding::severity)
                        .reversed())
                .toList();
        page.heading(
                "Findings: " + (findings.isEmpty() ? "none" : findings.size() + ", " + blocking.size() + " blocking"));
        for (Finding finding : findings) {
            String weight = finding.isBlocking() || !blocking.contains(finding)
                    ? finding.severity().name()
                    : finding.severity() + " (blocks at validation strict)";
            page.line(2, weight + " " + finding.code() + ": " + finding.subject() + ": " + finding.message())
                    .line(4, "-> " + finding.fix());
        }
    }

    private static void addApproval(Page page, MigrationPlan plan) {
        ExecutionOptions options = plan.spec().options();
        page.heading("Approval").line(2, "digest  " + plan.digest());
        if (plan.isBlocked()) {
            page.line(2, "This plan cannot be executed. Mend what blocks it, then plan again.");
            return;
        }
        if (options.dryRunRequired()) {
            page.line(2, "A dry run must succeed first: migrations.dryRun(MigrationId.of(\"" + plan.id() + "\"))");
        }
        page.line(
                2,
                (options.approvals() == 1 ? "Whoever approves calls: " : "Two different people approve, each calls: ")
                        + "migrations.execute(MigrationId.of(\"" + plan.id() + "\"), Approval.of(PlanDigest.of(\""
                        + plan.digest() + "\")).by(\"<name>\"))");
    }
}
