package dev.passage.migration.benchmarks;

import dev.passage.migration.identity.HandlerId;
import dev.passage.migration.identity.MigrationId;
import dev.passage.migration.journal.Journal;
import dev.passage.migration.journal.JournalRecord;
import dev.passage.migration.journal.MigrationHead.Summary;
import dev.passage.migration.journal.NewMigration;
import dev.passage.migration.journal.RecordDraft;
import dev.passage.migration.journal.jdbc.JdbcJournal;
import dev.passage.migration.lease.Lease;
import dev.passage.migration.plan.MigrationType;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.testkit.database.DatabaseKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An append to the journal (lease checked, hash chained, committed) beside a bare one-row INSERT that commits (X1, O4). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 5)
@Fork(1)
public class JournalAppendBenchmark {
    private static final Summary RUNNING = new Summary(MigrationState.EXECUTING, 0.5, Optional.empty(), 0);
    private static final RecordDraft RECORD =
            new RecordDraft("StepIntended", "node-a", "{\"step\":\"copy\",\"backward\":false,\"attempt\":1}");

    /** The engine, by name. */
    @Param({"POSTGRESQL", "H2"})
    String database = "";

    private Optional<Prepared> prepared = Optional.empty();
    private long next;

    /** What both are measured on. */
    private record Prepared(
            BenchmarkDatabase database,
            Journal journal,
            Lease lease,
            Connection connection,
            PreparedStatement insert) {}

    /**
     * Makes database, migration and lease.
     *
     * @throws SQLException when the database refuses
     */
    @Setup(Level.Trial)
    public void open() throws SQLException {
        BenchmarkDatabase opened = new BenchmarkDatabase(DatabaseKind.valueOf(database));
        Journal journal = JdbcJournal.on(opened.dataSource()).creatingSchema();
        MigrationId migration = MigrationId.of("m-benchmark");
        journal.create(
                new NewMigration(
                        migration, MigrationType.CUSTOM, "Benchmark", Optional.empty(), HandlerId.of("benchmark", 1)),
                List.of(RECORD),
                RUNNING);
        Connection connection = opened.dataSource().getConnection();
        prepared = Optional.of(new Prepared(
                opened,
                journal,
                journal.acquire(migration, "node-a", Duration.ofHours(1)),
                connection,
                connection.prepareStatement(BenchmarkDatabase.INSERT)));
    }

    /**
     * Closes the database.
     *
     * @throws SQLException when the database refuses
     */
    @TearDown(Level.Trial)
    public void close() throws SQLException {
        prepared.orElseThrow().connection().close();
        prepared.orElseThrow().database().close();
    }

    /**
     * Appends a record.
     *
     * @return what was appended
     */
    @Benchmark
    public List<JournalRecord> journalAppend() {
        return prepared.orElseThrow().journal().append(prepared.orElseThrow().lease(), List.of(RECORD), RUNNING);
    }

    /**
     * Inserts a row.
     *
     * @return how many rows
     * @throws SQLException when the database refuses
     */
    @Benchmark
    public int bareInsert() throws SQLException {
        PreparedStatement insert = prepared.orElseThrow().insert();
        insert.setLong(1, ++next);
        insert.setString(2, RECORD.body());
        return insert.executeUpdate();
    }
}
