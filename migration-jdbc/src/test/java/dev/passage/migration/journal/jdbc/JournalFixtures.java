package dev.passage.migration.journal.jdbc;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Migrations and records for the journal's tests. */
final class JournalFixtures {
    static final MigrationId ID = MigrationId.of("m-1");
    static final MigrationId OTHER = MigrationId.of("m-2");

    private JournalFixtures() {}

    static JdbcJournal opened(DataSource dataSource) {
        JdbcJournal journal = JdbcJournal.on(dataSource).creatingSchema();
        journal.open();
        return journal;
    }

    static JdbcJournal withMigration(DataSource dataSource) {
        JdbcJournal journal = opened(dataSource);
        journal.create(migration(ID), List.of(draft("Planned")), summary(MigrationState.PLANNED));
        return journal;
    }

    static NewMigration migration(MigrationId id) {
        return new NewMigration(
                id, MigrationType.DATA, "Move acme", Optional.of("tenant acme"), HandlerId.of("tenant-move", 1));
    }

    static RecordDraft draft(String kind) {
        return new RecordDraft(kind, "node-a", "{\"text\":\"q'uote \\\\ \\u0000 é 😀\"}");
    }

    static Summary summary(MigrationState state) {
        return new Summary(state, 0.25, Optional.empty(), 3);
    }
}
