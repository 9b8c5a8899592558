package dev.passage.migration.journal.jdbc;

import static dev.passage.migration.journal.jdbc.JournalFixtures.opened;
import static dev.passage.migration.journal.jdbc.JournalFixtures.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.testdatabase.FaultyConnections;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a journal is opened where its tables are not made yet, half made, or somebody else's (X1, H4). */
class JournalOpeningTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void makesItsTablesAgainWhenTheirCommitsWereLost(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal =
                JdbcJournal.on(faulty.dataSource()).creatingSchema().allowingForgetfulDatabase();
        faulty.loseCommits(3);

        journal.open();

        assertThat(journal.heads(1)).isEmpty();
    }

    @Test
    void saysWhyItsTablesCannotBeMade() throws SQLException {
        DataSource database = TestDatabase.postgres();
        TestDatabase.execute(
                database,
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
                        + " current_database()); END $$");

        refuses(Reason.UNREACHABLE, JdbcJournal.on(database).creatingSchema()::open, "create its tables");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void takesTablesWithoutTheirVersionForMissing(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        opened(database);
        TestDatabase.execute(database, "DELETE FROM \"passage_schema\"");

        refuses(Reason.MISSING_SCHEMA, JdbcJournal.on(database)::open, "the first is empty");

        assertThat(opened(database).heads(1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void leavesATableOfItsNameAloneThatIsNotItsOwn(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        TestDatabase.execute(database, "CREATE TABLE \"passage_schema\" (\"release\" INTEGER)");

        refuses(Reason.UNREACHABLE, JdbcJournal.on(database).creatingSchema()::open, "read its schema version");
    }

    @Test
    void refusesAWrongPassword() throws SQLException {
        String url = "jdbc:h2:file:" + folder.resolve("guarded");
        TestDatabase.execute(
                TestDatabase.at(url), "SET DB_CLOSE_DELAY -1", "CREATE USER limited PASSWORD 'right' ADMIN");
        JdbcJournal journal = JdbcJournal.on(TestDatabase.at(url + ";USER=limited;PASSWORD=canary"));

        refuses(Reason.UNREACHABLE, journal::open, "SQLSTATE 28000");
    }
}
