package dev.passage.migration.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id is safe in a log line, a file name and a column, whatever it names (H4, P1). */
final class IdentifiersTest {
    private static final List<Function<String, Object>> KINDS =
            List.of(MigrationId::of, StepId::of, EndpointName::of, name -> HandlerId.of(name, 1));

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", ".a", "a b", "a/b", "..", "a\nb", "a'; --", "\u00fcber", "a\u0000"})
    void refusesWhatIsNotSafe(String text) {
        for (Function<String, Object> kind : KINDS) {
            assertThatThrownBy(() -> kind.apply(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("letters, digits")
                    .hasMessageContaining("Choose another name.");
        }
    }

    @Test
    void takesUpTo64Characters() {
        String longest = "a".repeat(64);

        for (Function<String, Object> kind : KINDS) {
            assertThat(kind.apply(longest).toString()).startsWith(longest);
            assertThatThrownBy(() -> kind.apply(longest + "a")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void namesTheHandlerWhoseVersionIsBelowOne() {
        assertThatThrownBy(() -> HandlerId.of("tenant-move", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tenant-move")
                .hasMessageContaining("0");
        assertThat(HandlerId.of("tenant-move", 2)).hasToString("tenant-move:2");
    }

    @Test
    void comparesByText() {
        assertThat(List.of(StepId.of("b"), StepId.of("a")).stream().sorted())
                .containsExactly(StepId.of("a"), StepId.of("b"));
        assertThat(MigrationId.of("a")).isLessThan(MigrationId.of("b"));
        assertThat(EndpointName.of("a")).isLessThan(EndpointName.of("b"));
    }
}
