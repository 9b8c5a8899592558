package dev.passage.migration.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passage.migration.identity.StepId;
import dev.passage.migration.step.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is stored reads back the same, and nothing else is read (X6, H4). */
class JsonCodecTest {
    private final JsonCodec codec = new JsonCodec();

    /** One of everything that may be stored. */
    public record Everything(
            Instant at,
            Duration took,
            Optional<String> there,
            Optional<Long> missing,
            List<StepId> steps,
            Map<StepId, Integer> counts,
            StepKind kind,
            double share) {}

    /** Something that cannot be stored. */
    public record Unfit(Thread thread) {}

    @Test
    void readsBackWhatItWrote() {
        Everything value = new Everything(
                Instant.parse("2026-01-01T00:00:00.123456Z"),
                Duration.ofMillis(1500),
                Optional.of("x"),
                Optional.empty(),
                List.of(StepId.of("a")),
                Map.of(StepId.of("b"), 2, StepId.of("a"), 1),
                StepKind.CUTOVER,
                0.1);

        String json = codec.write(value);

        assertThat(codec.read(json, Everything.class)).isEqualTo(value);
        assertThat(json).contains("\"at\":\"2026-01-01T00:00:00.123456Z\"", "\"took\":\"PT1.5S\"", "{\"a\":1,\"b\":2}");
    }

    @Test
    void refusesUnknownFieldsDuplicatesAndTrailingText() {
        for (String json :
                List.of("{\"name\":\"a\",\"more\":1}", "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\"} {}")) {
            assertThatThrownBy(() -> codec.read(json, Named.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Named.class.getName());
        }
    }

    /** A record within a record. */
    public record Tree(Optional<Tree> below) {}

    @Test
    void refusesDeepNesting() {
        String deep = "{\"below\":".repeat(200) + "null" + "}".repeat(200);

        assertThatThrownBy(() -> codec.read(deep, Tree.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheClassThatCannotBeStored() {
        assertThatThrownBy(() -> codec.write(new Unfit(Thread.currentThread())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Unfit.class.getName());
    }

    /** A record with one field. */
    public record Named(String name) {}
}
