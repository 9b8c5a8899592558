package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.value.ChunkDigest;
import dev.passage.migration.value.DigestSum;
import dev.passage.migration.value.RowDigester;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the digest of a row costs, of its bytes as they pass, and of its values in canonical form (D7). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DigestBenchmark {

    /** Bytes in a row. */
    @Param({"50", "180", "1000"})
    int width;

    private final DigestSum sum = new DigestSum();
    private final RowDigester digester = new RowDigester();
    private final Object[] row = SampleRow.values();
    private byte[] bytes = {};
    private String text = "";

    /** Makes the row. */
    @Setup
    public void fill() {
        bytes = new byte[width];
        new Random(1).nextBytes(bytes);
        text = "n".repeat(width);
    }

    /**
     * Digests bytes.
     *
     * @return rows so far
     */
    @Benchmark
    public long bytes() {
        sum.add(bytes, 0, bytes.length);
        return sum.rows();
    }

    /**
     * Digests a row of numbers and times, with a text that is as long as said.
     *
     * @return the digest
     */
    @Benchmark
    public ChunkDigest values() {
        digester.begin();
        for (int column = 0; column < row.length; column++) {
            digester.add(SampleRow.KINDS.get(column), row[column]);
        }
        digester.add(ValueKind.TEXT, text);
        return digester.digest();
    }
}
