package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.copy.BatchCopier;
import dev.passage.migration.copy.ChunkSize;
import dev.passage.migration.copy.Copier;
import dev.passage.migration.copy.LedgerEntry;
import dev.passage.migration.copy.PostgresBinaryCopier;
import dev.passage.migration.copy.PostgresTextCopier;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How many rows a second go from one durable PostgreSQL to another, by strategy, width of a row and size of a chunk (D3). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 5)
@Fork(1)
public class CopierBenchmark {
    private static final int ROWS = 50_000;

    /** How rows get to the target. */
    @Param({"binary", "text", "batches"})
    String strategy = "";

    /** Bytes of text in a row, besides three numbers. */
    @Param({"50", "1000"})
    int width;

    /** Rows in a chunk. */
    @Param({"1000", "10000", "50000"})
    int chunkRows;

    private @Nullable Ends ends;

    private record Ends(End source, End target, Workload workload, PassageCopy copy, Copier copier) {}

    /**
     * Starts both servers and fills the source.
     *
     * @throws SQLException when a server refuses
     * @throws IOException when a server does not start
     */
    @Setup(Level.Trial)
    public void open() throws SQLException, IOException {
        End source = End.postgres(Optional.empty());
        End target = End.postgres(Optional.empty());
        Workload workload = new Workload(
                "notes",
                "id BIGINT PRIMARY KEY, tenant INT NOT NULL, level INT, note TEXT",
                "(tenant)",
                "SELECT g, 1, g % 100, repeat('n', " + width + ") FROM generate_series(1, %d) g");
        workload.create(source, target, ROWS);
        Copier copier = switch (strategy) {
            case "binary" -> new PostgresBinaryCopier();
            case "text" -> new PostgresTextCopier();
            default -> new BatchCopier();
        };
        PassageCopy copy = PassageCopy.of(source, target, "notes", 1, ChunkSize.USUAL.withRows(chunkRows));
        ends = new Ends(source, target, workload, copy, copier);
    }

    /**
     * Empties the target.
     *
     * @throws SQLException when it refuses
     */
    @Setup(Level.Invocation)
    public void empty() throws SQLException {
        Ends opened = ends();
        opened.workload().renew(opened.target());
    }

    /**
     * Stops both servers.
     *
     * @throws IOException when one does not stop
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        ends().source().close();
        ends().target().close();
    }

    /**
     * Copies the table.
     *
     * @return the chunks of the ledger
     * @throws SQLException when the ledger cannot be read
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public List<LedgerEntry> copy() throws SQLException {
        Ends opened = ends();
        try (Connection connection = opened.target().open()) {
            return opened.copy().copy(opened.copier()).ledger().read(connection, "notes");
        }
    }

    private Ends ends() {
        return Objects.requireNonNull(ends, "ends");
    }
}
