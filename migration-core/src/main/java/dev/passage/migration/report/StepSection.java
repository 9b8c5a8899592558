package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.render.Amounts;
import dev.passage.migration.render.Page;
import java.util.ArrayList;
import java.util.List;

/** Each step, and each rollback step that was begun, with its outcome, duration and attempts. */
final class StepSection {
    private static final List<String> COLUMNS =
            List.of("step", "outcome", "took", "attempts", "begun at", "what it does");

    private StepSection() {}

    static void add(Page page, MigrationHistory history) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (StepHistory step : history.steps()) {
            rows.add(row(step.value().id().value(), step.forward(), step.value().description()));
        }
        page.heading("Steps").table(2, rows);
        List<List<String>> backward = new ArrayList<>();
        backward.add(COLUMNS.subList(0, COLUMNS.size() - 1));
        for (Legs.Named rollback : Legs.rolledBack(history)) {
            backward.add(row(rollback.name(), rollback.leg(), "").subList(0, COLUMNS.size() - 1));
        }
        if (backward.size() > 1) {
            page.heading("Rollback").table(2, backward);
        }
    }

    private static List<String> row(String name, StepLeg leg, String description) {
        return List.of(
                name,
                outcome(leg),
                leg.isBegun() ? Amounts.duration(leg.took()) : "",
                leg.isBegun() ? Integer.toString(leg.attempts()) : "",
                leg.startedAt().map(OverviewSection::at).orElse(""),
                description);
    }

    private static String outcome(StepLeg leg) {
        return switch (leg.state()) {
            case PENDING -> leg.isBegun() ? "to go on" : "not begun";
            case INTENDED -> "running";
            case WAITING -> "waits";
            case BLOCKED -> leg.uncertain() ? "unknown" : "asks";
            case DONE -> "done";
            case FAILED -> "FAILED";
        };
    }
}
