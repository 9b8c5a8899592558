package dev.passage.migration.render;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.plan.MigrationPlan;
import dev.passage.migration.step.Reversibility;
import dev.passage.migration.step.Step;
import dev.passage.migration.step.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A plan as a Mermaid flow chart: who follows on whom, where authority changes, where there is no way back (P7). */
final class PlanChart {
    private final MigrationPlan plan;
    private final List<StepId> order;
    private final StringBuilder chart = new StringBuilder();

    private PlanChart(MigrationPlan plan) {
        this.plan = plan;
        this.order = plan.steps().stream().map(Step::id).toList();
    }

    static String of(MigrationPlan plan) {
        PlanChart chart = new PlanChart(plan);
        chart.addSteps();
        chart.addArrows();
        chart.addStyle("cutover", "fill:#fff3bf,stroke:#e67700,color:#000", PlanChart::isCutover);
        chart.addStyle(
                "pointOfNoReturn",
                "fill:#ffe3e3,stroke:#c92a2a,stroke-width:4px,color:#000",
                PlanChart::isPointOfNoReturn);
        return chart.chart.toString();
    }

    private void addSteps() {
        addLine(0, "flowchart TD");
        addLine(4, "subgraph plan [\"" + ChartLabel.of(List.of(plan.title())) + "\"]");
        for (Step step : plan.steps()) {
            String label = "\"" + ChartLabel.of(linesOf(step)) + "\"";
            addLine(8, node(step.id()) + (isCutover(step) ? "{{" + label + "}}" : "[" + label + "]"));
        }
        addLine(4, "end");
    }

    private static List<String> linesOf(Step step) {
        List<String> lines = new ArrayList<>();
        lines.add(step.id().value());
        if (!step.description().equals(step.id().value())) {
            lines.add(step.description());
        }
        step.waitFor().ifPresent(wait -> lines.add("waits " + Amounts.duration(wait)));
        step.waitForSignal().ifPresent(signal -> lines.add("waits for signal " + signal));
        String expected = StepText.expected(step.estimate());
        if (!expected.isEmpty()) {
            lines.add(expected);
        }
        if (isPointOfNoReturn(step)) {
            lines.add("point of no return");
        }
        return lines;
    }

    private void addArrows() {
        for (Step step : plan.steps()) {
            step.after().stream()
                    .filter(order::contains)
                    .forEach(before -> addLine(4, node(before) + " --> " + node(step.id())));
        }
    }

    private void addStyle(String style, String look, Predicate<Step> wears) {
        List<String> wearers =
                plan.steps().stream().filter(wears).map(step -> node(step.id())).toList();
        if (!wearers.isEmpty()) {
            addLine(4, "classDef " + style + " " + look);
            addLine(4, "class " + String.join(",", wearers) + " " + style);
        }
    }

    /** A number, since a step may be named like a word of the language. */
    private String node(StepId step) {
        return "s" + (order.indexOf(step) + 1);
    }

    private void addLine(int indent, String line) {
        chart.append(" ".repeat(indent)).append(line).append('\n');
    }

    private static boolean isCutover(Step step) {
        return step.kind() == StepKind.CUTOVER;
    }

    private static boolean isPointOfNoReturn(Step step) {
        return step.reversibility() instanceof Reversibility.PointOfNoReturn;
    }
}
