package dev.passage.migration.report;

import dev.passage.migration.history.HistoryEvent.Note;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.render.Page;
import java.util.ArrayList;
import java.util.List;

/** What the steps noted: rows per table, how long writes were held, whatever else they found worth keeping. */
final class NoteSection {

    private NoteSection() {}

    static void add(Page page, MigrationHistory history) {
        List<List<String>> rows = new ArrayList<>();
        for (Legs.Named step : Legs.begun(history)) {
            String name = step.name();
            for (Note note : step.leg().notes()) {
                rows.add(List.of(name, note.label(), note.value()));
                name = "";
            }
        }
        if (!rows.isEmpty()) {
            page.heading("Notes").table(2, rows);
        }
    }
}
