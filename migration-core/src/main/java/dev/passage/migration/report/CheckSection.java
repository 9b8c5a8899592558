package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.render.Page;
import dev.passage.migration.step.Check;
import java.util.ArrayList;
import java.util.List;

/** What was verified, by which step, and with which result (promise 5). */
final class CheckSection {

    private CheckSection() {}

    static void add(Page page, MigrationHistory history) {
        List<List<String>> rows = new ArrayList<>();
        int passed = 0;
        for (Legs.Named step : Legs.begun(history)) {
            for (Check check : step.leg().checks()) {
                passed += check.isPassed() ? 1 : 0;
                rows.add(List.of(step.name(), check.verdict().name(), check.name(), check.detail()));
            }
        }
        page.heading(rows.isEmpty() ? "Checks: none were made" : "Checks: " + passed + " of " + rows.size() + " passed")
                .table(2, rows);
    }
}
