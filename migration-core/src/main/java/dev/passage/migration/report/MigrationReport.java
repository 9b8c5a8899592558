package dev.passage.migration.report;

import dev.passage.migration.history.MigrationHistory;

public final class MigrationReport {
    private MigrationReport() {}

    public static String render(MigrationHistory h) {
        return h.state().name();
    }
}
