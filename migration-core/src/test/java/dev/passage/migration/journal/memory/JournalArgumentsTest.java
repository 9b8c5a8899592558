package dev.passage.migration.journal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal that forgets refuses to be asked, and that nothing changes then (H4). */
final class JournalArgumentsTest {
    private static final MigrationId ID = MigrationId.of("m-1");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final RecordDraft DRAFT = new RecordDraft("Planned", "tester", "{}");

    private final InMemoryJournal journal = new InMemoryJournal(Clock.systemUTC());

    @Test
    void refusesAMigrationWithoutARecord() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.create(migration(ID, Optional.empty()), List.of(), planned()))
                .withMessageContaining("at least one record");
        assertThat(journal.head(ID)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void refusesAnOwnerOfNoNameOrTooLongAOne(int length) {
        create(ID, Optional.empty());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.acquire(ID, "n".repeat(length), MINUTE))
                .withMessageContaining("1 to 200");
        assertThat(journal.head(ID).orElseThrow().owner()).isEmpty();
    }

    @Test
    void takesTheLongestName() {
        create(ID, Optional.empty());

        assertThat(journal.acquire(ID, "n".repeat(200), MINUTE).owner()).hasSize(200);
    }

    @Test
    void migrationsWithoutAScopeDoNotExcludeEachOther() {
        MigrationId other = MigrationId.of("m-2");
        create(ID, Optional.empty());
        create(other, Optional.empty());

        journal.request(ID, 1, DRAFT, Optional.of(executing()));
        journal.request(other, 1, DRAFT, Optional.of(executing()));

        assertThat(journal.heads(10))
                .extracting(head -> head.summary().state())
                .containsExactly(MigrationState.EXECUTING, MigrationState.EXECUTING);
    }

    private void create(MigrationId id, Optional<String> scope) {
        journal.create(migration(id, scope), List.of(DRAFT), planned());
    }

    private static NewMigration migration(MigrationId id, Optional<String> scope) {
        return new NewMigration(id, MigrationType.DATA, "Move acme", scope, HandlerId.of("tenant-move", 1));
    }

    private static Summary planned() {
        return new Summary(MigrationState.PLANNED, 0, Optional.empty(), 0);
    }

    private static Summary executing() {
        return new Summary(MigrationState.EXECUTING, 0, Optional.empty(), 0);
    }
}
