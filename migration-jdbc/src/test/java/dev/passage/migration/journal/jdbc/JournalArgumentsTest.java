package dev.passage.migration.journal.jdbc;

import static dev.passage.migration.journal.jdbc.JournalFixtures.ID;
import static dev.passage.migration.journal.jdbc.JournalFixtures.OTHER;
import static dev.passage.migration.journal.jdbc.JournalFixtures.migration;
import static dev.passage.migration.journal.jdbc.JournalFixtures.opened;
import static dev.passage.migration.journal.jdbc.JournalFixtures.summary;
import static dev.passage.migration.journal.jdbc.JournalFixtures.withMigration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.failure.UnknownMigrationException;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal over JDBC refuses to be asked, and that nothing changes then (H4). */
class JournalArgumentsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private JdbcJournal journal;

    @BeforeEach
    void open() {
        journal = withMigration(TestDatabase.h2(folder));
    }

    @Test
    void refusesAMigrationWithoutARecord() {
        JdbcJournal empty = opened(TestDatabase.h2(folder.resolve("empty")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> empty.create(migration(ID), List.of(), summary(MigrationState.PLANNED)))
                .withMessageContaining("at least one record");
        assertThat(empty.heads(1)).isEmpty();
    }

    @Test
    void refusesToAppendNothing() {
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.append(lease, List.of(), summary(MigrationState.EXECUTING)))
                .withMessageContaining("at least one record");
        assertThat(journal.head(ID).orElseThrow().summary().state()).isEqualTo(MigrationState.PLANNED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void refusesAnOwnerOfNoNameOrTooLongAOne(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.acquire(ID, "n".repeat(length), MINUTE))
                .withMessageContaining("1 to 200");
        assertThat(journal.head(ID).orElseThrow().owner()).isEmpty();
    }

    @Test
    void lendsNoMigrationThatItDoesNotHave() {
        assertThatThrownBy(() -> journal.acquire(OTHER, "node-a", MINUTE))
                .isInstanceOf(UnknownMigrationException.class)
                .hasMessageContaining("m-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesALeaseOfNoTime(Duration duration) {
        Lease lease = journal.acquire(ID, "node-a", MINUTE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.acquire(ID, "node-a", duration))
                .withMessageContaining("longer than zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.renew(lease, duration))
                .withMessageContaining("longer than zero");
        assertThat(journal.head(ID).orElseThrow().leaseExpiresAt()).contains(lease.expiresAt());
    }

    @Test
    void refusesToReadFromBeforeTheFirstRecordOrNoRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.read(ID, -1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.heads(0))
                .withMessageContaining("1 migration or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.due(0))
                .withMessageContaining("1 migration or more");
    }

    @Test
    void refusesTablesWithoutAPrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JournalTables("", ""))
                .withMessageContaining("prefix");
    }
}
