package dev.passage.migration.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.json.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A journal that was written once stays readable: one line of the golden file for each kind of record (X1). */
final class GoldenRecordsTest {
    private final JsonCodec json = new JsonCodec();

    static Stream<String> lines() {
        try (InputStream golden =
                Objects.requireNonNull(GoldenRecordsTest.class.getResourceAsStream("records.golden"))) {
            return new String(golden.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void holdsEveryKindOfRecord() {
        assertThat(lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(HistoryEvent.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("lines")
    void readsAndWritesARecordAsItWasWritten(String line) {
        String kind = line.substring(0, line.indexOf(' '));
        String body = line.substring(line.indexOf(' ') + 1);

        HistoryEvent event = (HistoryEvent) json.read(body, kindNamed(kind));

        assertThat(new HistoryCodec(json).encode(event, "on-call"))
                .satisfies(draft -> assertThat(draft.kind()).isEqualTo(kind))
                .satisfies(draft -> assertThat(draft.body()).isEqualTo(body));
    }

    @Test
    void aRollbackThatWasAskedForBeforeLossCouldBeAcceptedAcceptsNone() {
        String body = "{\"conflicts\":\"SOURCE_WINS\",\"keep\":\"PT72H\",\"emergency\":true,\"reason\":\"text\"}";

        HistoryEvent.RollbackRequested event = json.read(body, HistoryEvent.RollbackRequested.class);

        assertThat(event.acceptsLoss()).isFalse();
    }

    @Test
    void aStepThatWaitedBeforeItCouldSayWhyHasNoNotes() {
        String body = "{\"step\":\"copy\",\"backward\":false,\"took\":\"PT1.5S\"}";

        HistoryEvent.StepWaiting event = json.read(body, HistoryEvent.StepWaiting.class);

        assertThat(event.notes()).isEmpty();
    }

    private static Class<? extends Record> kindNamed(String name) {
        return Arrays.stream(HistoryEvent.class.getPermittedSubclasses())
                .filter(kind -> kind.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow()
                .asSubclass(Record.class);
    }
}
