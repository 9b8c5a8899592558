package dev.passage.migration.report;

import dev.passage.migration.failure.Failure;
import dev.passage.migration.failure.RecoveryAction;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.identity.StepId;
import dev.passage.migration.render.Page;
import dev.passage.migration.render.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Why the migration failed or went back, and what to do about it (X11). */
final class FailureSection {

    private FailureSection() {}

    static void add(Page page, MigrationHistory history) {
        history.failure().ifPresent(failure -> add(page, failure));
    }

    private static void add(Page page, Failure failure) {
        List<List<String>> fields = new ArrayList<>();
        fields.add(List.of("kind", PlainText.word(failure.kind())));
        failure.step().map(StepId::value).ifPresent(step -> fields.add(List.of("step", step)));
        fields.add(List.of("what", failure.message()));
        if (!failure.cause().isBlank()) {
            fields.add(List.of("cause", failure.cause()));
        }
        for (RecoveryAction action : failure.actions()) {
            fields.add(List.of("what to do", action.description()));
        }
        page.heading("Failure").table(2, fields);
    }
}
