package dev.passage.migration.report;

import dev.passage.migration.executor.ResourceNames;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.render.Page;
import dev.passage.migration.step.Resource;
import java.util.ArrayList;
import java.util.List;

/** What the migration created and has not removed (X12). */
final class ResourceSection {

    private ResourceSection() {}

    static void add(Page page, MigrationHistory history) {
        List<List<String>> rows = new ArrayList<>();
        boolean created = false;
        for (StepHistory step : history.steps()) {
            if (!step.forward().isBegun()) {
                continue;
            }
            for (Resource resource : step.value().creates()) {
                created = true;
                if (!history.isReleased(step, resource)) {
                    rows.add(List.of(
                            resource.name(),
                            resource.kind(),
                            ResourceNames.identity(history.id(), resource.name()),
                            "created by " + step.value().id()
                                    + (resource.place().isEmpty() ? "" : " at " + resource.place())));
                }
            }
        }
        if (created) {
            page.heading(rows.isEmpty() ? "Resources: none is left" : "Resources that are still there")
                    .table(2, rows);
        }
    }
}
