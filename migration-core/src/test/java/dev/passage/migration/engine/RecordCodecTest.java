package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.MigrationController;
import dev.passage.migration.codec.RecordCodec;
import dev.passage.migration.failure.PlanRejectedException;
import dev.passage.migration.plan.ExecutionOptions;
import dev.passage.migration.status.MigrationResult;
import dev.passage.migration.status.MigrationState;
import dev.passage.migration.step.StepKind;
import dev.passage.migration.step.StepOutcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host turns its own records into text (H1, X6). */
final class RecordCodecTest {
    private final EngineBench bench = new EngineBench();

    /** A record that the engine's own codec refuses: what it holds is no plain value. */
    private record Odd(Thread.State state, StringBuilder text) {}

    /** Knows two records. */
    private static final class OwnCodec implements RecordCodec {
        @Override
        public String write(Record value) {
            if (value instanceof Scripted.Settings settings) {
                return "{\"named\":\"" + settings.name() + "\"}";
            }
            if (value instanceof Odd odd) {
                return "{\"odd\":\"" + odd.text() + "\"}";
            }
            throw new UnsupportedOperationException("canary-value of " + value);
        }

        @Override
        public <T extends Record> T read(String json, Class<T> type) {
            String text = json.substring(json.indexOf(':') + 2, json.length() - 2);
            return type.cast(
                    type == Odd.class
                            ? new Odd(Thread.State.NEW, new StringBuilder(text))
                            : new Scripted.Settings(text));
        }
    }

    @AfterEach
    void closeEngines() {
        bench.close();
    }

    @Test
    void keepsSettingsAndOutputsInTheHostsOwnText() throws InterruptedException {
        AtomicReference<String> seen = new AtomicReference<>("");
        MigrationController engine = engine(new Scripted(plan -> {
            plan.step("make", StepKind.MIGRATION)
                    .runToOutcome(c -> StepOutcome.done(new Odd(Thread.State.NEW, new StringBuilder("seven"))))
                    .harmless();
            plan.step("use", StepKind.MIGRATION)
                    .after("make")
                    .run(c -> seen.set(c.output("make", Odd.class).text().toString()))
                    .harmless();
        }));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.COMPLETED);
        assertThat(seen).hasValue("seven");
        assertThat(engine.history(result.status().id()).get(0).body()).contains("named");
    }

    @Test
    void saysWhatCannotBeStoredWithoutItsValues() throws InterruptedException {
        MigrationController engine = engine(new Scripted(plan -> plan.step("make", StepKind.MIGRATION)
                .runToOutcome(c -> StepOutcome.done(new Unknown("x")))
                .harmless()));

        MigrationResult result = bench.execute(engine, ExecutionOptions.USUAL);

        assertThat(result.state()).isEqualTo(MigrationState.ROLLED_BACK);
        assertThat(result.status().failure().orElseThrow().toString())
                .contains("output of step make")
                .doesNotContain("canary-value");
    }

    @Test
    void refusesAPlanWhoseSettingsItCannotWrite() {
        MigrationController engine = track(new RecordCodec() {
            @Override
            public String write(Record value) {
                throw new IllegalStateException("canary-value");
            }

            @Override
            public <T extends Record> T read(String json, Class<T> type) {
                throw new IllegalStateException("no");
            }
        });

        assertThatThrownBy(() -> engine.plan(bench.spec(ExecutionOptions.USUAL)))
                .isInstanceOf(PlanRejectedException.class)
                .hasMessageContaining("scripted")
                .hasMessageNotContaining("canary-value");
    }

    /** Not known to the codec. */
    private record Unknown(String text) {}

    private MigrationController track(RecordCodec codec) {
        return engine(bench.simple(), codec);
    }

    private MigrationController engine(Scripted handler) {
        return engine(handler, new OwnCodec());
    }

    private MigrationController engine(Scripted handler, RecordCodec codec) {
        return bench.track(MigrationEngine.builder()
                .journal(bench.journal)
                .register(handler)
                .clock(bench.clock)
                .codec(codec)
                .pollInterval(Duration.ofMillis(20))
                .build());
    }
}
