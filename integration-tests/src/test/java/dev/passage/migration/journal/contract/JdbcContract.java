package dev.passage.migration.journal.contract;

import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.testkit.database.DatabaseKind;
import dev.passage.migration.testkit.database.TestDatabase;
import dev.passage.migration.testkit.database.TestDatabases;
import dev.passage.migration.testkit.journal.JournalContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The journal over JDBC in a database of each test. */
abstract class JdbcContract implements JournalContract {
    private final DatabaseKind kind;
    private TestDatabases databases = TestDatabases.in(Path.of("."));
    private TestDatabase database;

    JdbcContract(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    final void createDatabase(@TempDir Path folder) {
        databases = TestDatabases.in(folder);
        database = databases.create(kind, "journal");
    }

    @AfterEach
    final void dropDatabase() {
        databases.close();
    }

    @Override
    public final Journal journal() {
        JdbcJournal journal = JdbcJournal.on(database.dataSource()).creatingSchema();
        journal.open();
        return journal;
    }

    /** The clock is the database's own, so time really passes. */
    @Override
    public final void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
