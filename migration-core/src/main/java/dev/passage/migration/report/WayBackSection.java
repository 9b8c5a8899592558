package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepValue.RollbackValue;
import dev.passage.migration.render.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the migration is rolled back, or why it cannot be (R1-R3). */
final class WayBackSection {

    private WayBackSection() {}

    static void add(Page page, MigrationHistory history) {
        page.heading("Way back");
        Optional<String> refusal = history.rollbackRefusal();
        if (refusal.isPresent()) {
            page.line(2, "It cannot be rolled back: " + refusal.get() + ".");
            return;
        }
        page.line(2, "It can be rolled back" + limit(history) + ":")
                .line(
                        4,
                        "migrations.rollback(MigrationId.of(\"" + history.id()
                                + "\"), RollbackOptions.carryingWrites(ConflictStrategy.NEWEST_WINS).by(\"<name>\"))");
        List<List<String>> rows = rows(history);
        if (!rows.isEmpty()) {
            page.line(2, "These steps then run, in this order:").table(4, rows);
        }
    }

    private static String limit(MigrationHistory history) {
        return history.pointOfNoReturn()
                .map(step -> " until step " + step + " begins")
                .orElse("");
    }

    private static List<List<String>> rows(MigrationHistory history) {
        List<List<String>> rows = new ArrayList<>();
        for (StepHistory step : history.toUndo()) {
            RollbackValue rollback = step.value().rollback().orElseThrow();
            rows.add(List.of(
                    rollback.id().value(),
                    rollback.description() + " (" + step.value().reversibility() + ")"));
        }
        return rows;
    }
}
