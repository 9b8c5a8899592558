package dev.passage.migration.journal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.JournalException;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

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

    static void refuses(Reason reason, ThrowingCallable call, String naming) {
        assertThatThrownBy(call)
                .hasMessageContaining(naming)
                .isInstanceOfSatisfying(JournalException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(reason);
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("canary");
                });
    }
}
