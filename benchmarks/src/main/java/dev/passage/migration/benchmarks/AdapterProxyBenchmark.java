package dev.passage.migration.benchmarks;

import dev.passage.migration.adapter.AdapterStage;
import dev.passage.migration.adapter.BucketKey;
import dev.passage.migration.adapter.Percentage;
import dev.passage.migration.adapter.proxy.AdapterOptions;
import dev.passage.migration.adapter.proxy.SwitchableAdapter;
import dev.passage.migration.adapter.shadow.Gate;
import dev.passage.migration.adapter.stage.StageRecord;
import dev.passage.migration.identity.MigrationId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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

/** What a call through a switchable adapter costs beside one through a plain {@code java.lang.reflect.Proxy}, and a direct one (A2). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AdapterProxyBenchmark {

    /** The port that is called. */
    public interface Port {

        /**
         * Answers.
         *
         * @param key what for
         * @return its length and one
         */
        int find(String key);
    }

    /** An adapter that does next to nothing. */
    public static final class Adapter implements Port {
        private final int more;

        Adapter(int more) {
            this.more = more;
        }

        @Override
        public int find(String key) {
            return key.length() + more;
        }
    }

    /** Through what the call goes. */
    @Param({"DIRECT", "PLAIN_PROXY", "OLD", "CANARY", "NEW"})
    String through = "";

    private Port port = new Adapter(0);
    private String key = "customer-17";

    /** Makes what is called. */
    @Setup
    public void make() {
        Port old = new Adapter(1);
        if (through.equals("DIRECT")) {
            port = old;
        } else if (through.equals("PLAIN_PROXY")) {
            port = plain(old);
        } else {
            port = switchable(old, AdapterStage.valueOf(through));
        }
    }

    /**
     * Calls once.
     *
     * @return the answer
     */
    @Benchmark
    public int call() {
        return port.find(key);
    }

    private static Port plain(Port target) {
        return (Port) Proxy.newProxyInstance(
                Port.class.getClassLoader(), new Class<?>[] {Port.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw Objects.requireNonNullElse(thrown.getCause(), thrown);
                    }
                });
    }

    private static Port switchable(Port old, AdapterStage stage) {
        SwitchableAdapter<Port> adapter = SwitchableAdapter.of(
                Port.class,
                old,
                new Adapter(1),
                AdapterOptions.named("port").key(BucketKey.argument(0)).build());
        adapter.follow(new StageRecord(
                "port",
                MigrationId.of("m-benchmark"),
                "step",
                1,
                stage,
                Percentage.of(50),
                Gate.USUAL,
                Instant.EPOCH,
                Optional.empty()));
        return adapter.port();
    }
}
