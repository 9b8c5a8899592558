package dev.passage.migration.benchmarks.copying;

import dev.passage.migration.catalog.ValueKind;
import dev.passage.migration.value.CopyText;
import dev.passage.migration.value.KeyText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write a row as the text of a {@code COPY}, and a key as that of the ledger (D3). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {
    private final CopyText text = new CopyText();
    private final Object[] row = SampleRow.values();
    private final String plain = "n".repeat(100);
    private final String special = "tab\t\\ line\n ünï ".repeat(7);

    /**
     * Writes a row with plain text.
     *
     * @return its length
     */
    @Benchmark
    public int plainRow() {
        return write(plain);
    }

    /**
     * Writes a row with characters that are written otherwise.
     *
     * @return its length
     */
    @Benchmark
    public int specialRow() {
        return write(special);
    }

    private int write(String last) {
        text.clear();
        for (Object value : row) {
            text.add(value, false);
        }
        text.add(last, true);
        return text.length();
    }

    /**
     * Writes a key and reads it again.
     *
     * @return the key
     */
    @Benchmark
    public List<Object> key() {
        return KeyText.parse(KeyText.of(List.of(row[0], plain)), List.of(ValueKind.INTEGER, ValueKind.TEXT));
    }
}
