package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;
import dev.passage.migration.render.Page;

/**
 * The report of a migration that a person can keep (O8): what was moved, who wanted it, how long each step took, what was
 * verified and how, how long writes were held, what is left, and how to go back.
 *
 * <p>Made from the journal alone, so the same on every instance and at any later time. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class MigrationReport {

    private MigrationReport() {}

    /**
     * Returns the report of a migration as it stands.
     *
     * @param history what its journal says; it need not have ended
     * @return plain text of several lines, each ended by a line feed
     */
    public static String render(MigrationHistory history) {
        Page page = new Page();
        OverviewSection.add(page, history);
        QuestionSection.add(page, history);
        FailureSection.add(page, history);
        StepSection.add(page, history);
        NoteSection.add(page, history);
        CheckSection.add(page, history);
        ResourceSection.add(page, history);
        WayBackSection.add(page, history);
        return page.text();
    }
}
