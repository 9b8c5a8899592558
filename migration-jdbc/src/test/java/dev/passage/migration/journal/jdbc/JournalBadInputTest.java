package dev.passage.migration.journal.jdbc;

import static dev.passage.migration.journal.jdbc.JournalFixtures.ID;
import static dev.passage.migration.journal.jdbc.JournalFixtures.draft;
import static dev.passage.migration.journal.jdbc.JournalFixtures.opened;
import static dev.passage.migration.journal.jdbc.JournalFixtures.refuses;
import static dev.passage.migration.journal.jdbc.JournalFixtures.summary;
import static dev.passage.migration.journal.jdbc.JournalFixtures.withMigration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.dialect.Engine;
import dev.passage.migration.failure.JournalException.Reason;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testdatabase.FaultyConnections;
import dev.passage.migration.testdatabase.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal refuses: foreign tables, broken chains, databases that forget or do not answer (O4, H4). */
class JournalBadInputTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesMissingTables(Engine engine) throws SQLException {
        JdbcJournal journal = JdbcJournal.on(TestDatabase.create(engine, folder));

        refuses(Reason.MISSING_SCHEMA, journal::open, "passage_schema");
        refuses(Reason.MISSING_SCHEMA, () -> journal.heads(1), "passage_migration");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesAnotherSchemaVersion(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = opened(database);
        TestDatabase.execute(database, "UPDATE \"passage_schema\" SET \"version\" = 7");

        refuses(Reason.SCHEMA_VERSION, journal::open, "version 7");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void keepsSeveralJournalsInOneDatabase(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        TestDatabase.execute(database, "CREATE SCHEMA \"odd \"\"name\"");
        JdbcJournal journal = JdbcJournal.on(database)
                .in(new JournalTables("odd \"name", "select "))
                .creatingSchema();

        journal.open();

        assertThat(journal.heads(1)).isEmpty();
        assertThat(TestDatabase.number(database, "SELECT COUNT(*) FROM \"odd \"\"name\".\"select record\""))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void createsItsTablesOnceForManyInstances(Engine engine) throws Exception {
        DataSource database = TestDatabase.create(engine, folder);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> openings = IntStream.range(0, 6)
                    .<Future<?>>mapToObj(instance -> threads.submit(() -> {
                        opened(database);
                    }))
                    .toList();
            for (Future<?> opening : openings) {
                opening.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(TestDatabase.number(database, "SELECT COUNT(*) FROM \"passage_schema\""))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE \"passage_record\" SET \"body\" = '{}' WHERE \"sequence\" = 2",
                "UPDATE \"passage_record\" SET \"actor\" = 'other' WHERE \"sequence\" = 3",
                "UPDATE \"passage_record\" SET \"recorded_at\" = \"recorded_at\" + 1 WHERE \"sequence\" = 1",
                "DELETE FROM \"passage_record\" WHERE \"sequence\" = 1",
                "DELETE FROM \"passage_record\" WHERE \"sequence\" = 2",
                "DELETE FROM \"passage_record\" WHERE \"sequence\" = 4",
                "DELETE FROM \"passage_record\"",
                "UPDATE \"passage_record\" SET \"sequence\" = CASE \"sequence\" WHEN 2 THEN 13 ELSE 12 END"
                        + " WHERE \"sequence\" IN (2, 3);"
                        + "UPDATE \"passage_record\" SET \"sequence\" = \"sequence\" - 10 WHERE \"sequence\" > 10",
                "UPDATE \"passage_migration\" SET \"last_hash\" = REPEAT('0', 64)",
            })
    void noticesEveryKindOfTampering(String tampering) throws SQLException {
        for (DataSource database : List.of(TestDatabase.h2(folder), TestDatabase.postgres())) {
            JdbcJournal journal = withMigration(database);
            Lease lease = journal.acquire(ID, "node-a", Duration.ofMinutes(1));
            journal.append(lease, List.of(draft("A"), draft("B"), draft("C")), summary(MigrationState.EXECUTING));
            TestDatabase.execute(database, tampering.split(";"));

            refuses(Reason.BROKEN_CHAIN, () -> journal.read(ID, 0), "m-1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void noticesACutOffEndBehindTheReader(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);

        refuses(Reason.BROKEN_CHAIN, () -> journal.read(ID, 2), "record 2");
        TestDatabase.execute(database, "DELETE FROM \"passage_record\"");
        refuses(Reason.BROKEN_CHAIN, () -> journal.read(ID, 1), "record 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesToAppendWhereARecordStandsAlready(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        Lease lease = journal.acquire(ID, "node-a", Duration.ofMinutes(1));
        TestDatabase.execute(database, "UPDATE \"passage_migration\" SET \"last_sequence\" = 0");

        refuses(
                Reason.BROKEN_CHAIN,
                () -> journal.append(lease, List.of(draft("A")), summary(MigrationState.EXECUTING)),
                "record 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void refusesARowOfANewerLibrary(Engine engine) throws SQLException {
        DataSource database = TestDatabase.create(engine, folder);
        JdbcJournal journal = withMigration(database);
        TestDatabase.execute(database, "UPDATE \"passage_migration\" SET \"state\" = 'LEVITATING'");

        refuses(Reason.UNREADABLE_RECORD, () -> journal.head(ID), "m-1");
    }

    @Test
    void refusesH2InMemoryUnlessAllowed() {
        DataSource memory = TestDatabase.at("jdbc:h2:mem:forgets;DB_CLOSE_DELAY=-1");
        JdbcJournal journal = JdbcJournal.on(memory).creatingSchema();

        refuses(Reason.NOT_DURABLE, journal::open, "memory");
        journal.allowingForgetfulDatabase().open();
        assertThat(journal.heads(1)).isEmpty();
    }

    @Test
    void turnsWriteDelayOffOnH2() throws SQLException {
        DataSource database = TestDatabase.h2(folder);
        TestDatabase.execute(database, "SET WRITE_DELAY 500");

        opened(database);

        assertThat(TestDatabase.number(
                        database,
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'"))
                .isZero();
    }

    @Test
    void refusesAnH2UserWhoMayNotTurnWriteDelayOff() throws SQLException {
        String url = "jdbc:h2:file:" + folder.resolve("limited");
        TestDatabase.execute(
                TestDatabase.at(url),
                "SET DB_CLOSE_DELAY -1",
                "SET WRITE_DELAY 500",
                "CREATE USER limited PASSWORD 'canary'");
        JdbcJournal journal = JdbcJournal.on(TestDatabase.at(url + ";USER=limited;PASSWORD=canary"));

        refuses(Reason.NOT_DURABLE, journal::open, "administrator");
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void saysThatItIsUnreachableWithoutTheDriversWords(Engine engine) throws SQLException {
        FaultyConnections faulty = new FaultyConnections(TestDatabase.create(engine, folder));
        JdbcJournal journal = withMigration(faulty.dataSource());
        faulty.refuseConnections(10);

        refuses(Reason.UNREACHABLE, journal::now, "SQLSTATE 08001");
        refuses(Reason.UNREACHABLE, JdbcJournal.on(faulty.dataSource())::open, "SQLSTATE 08001");
    }

    @Test
    void refusesAnUnreachableServer() {
        JdbcJournal journal = JdbcJournal.on(TestDatabase.at("jdbc:postgresql://localhost:1/none?password=canary"));

        refuses(Reason.UNREACHABLE, journal::open, "could not be reached");
    }

    @Test
    void refusesAUrlWithoutADriver() {
        JdbcJournal journal = JdbcJournal.on(TestDatabase.at("jdbc:unknown://host?password=canary"));

        refuses(Reason.UNREACHABLE, journal::open, "could not be reached");
    }
}
