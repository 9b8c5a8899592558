package dev.passage.migration.report;

import dev.passage.migration.history.LegState;
import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.history.StepHistory;
import dev.passage.migration.history.StepLeg;
import dev.passage.migration.render.Page;
import java.util.List;

/** What the migration waits for or asks a person (X11). */
final class QuestionSection {

    private QuestionSection() {}

    static void add(Page page, MigrationHistory history) {
        if (history.state().isTerminal()) {
            return;
        }
        for (StepHistory step : history.steps()) {
            StepLeg leg = step.leg(history.standing().backward());
            if (leg.state() == LegState.BLOCKED) {
                page.heading("Question of step " + step.value().id())
                        .line(2, leg.question().orElse("How shall it go on?"))
                        .table(
                                4,
                                leg.choices().stream()
                                        .map(choice -> List.of(choice.name(), choice.consequence()))
                                        .toList());
            } else if (leg.state() == LegState.WAITING) {
                page.heading("Step " + step.value().id() + " waits" + waitedFor(leg));
            }
        }
    }

    private static String waitedFor(StepLeg leg) {
        return leg.signal().map(signal -> " for the signal \"" + signal + "\"").orElse("")
                + leg.until()
                        .map(until -> " until " + OverviewSection.at(until))
                        .orElse("");
    }
}
