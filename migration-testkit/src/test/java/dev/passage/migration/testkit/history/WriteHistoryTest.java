package dev.passage.migration.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Capability T6: the judge finds each kind of loss, and accepts what may be. */
final class WriteHistoryTest {

    private final WriteHistory history = new WriteHistory().startingWith("a", "a0");

    @Test
    void acceptsTheLastAcknowledgedValue() {
        history.begin("a", Optional.of("a1")).acknowledged();
        history.begin("a", Optional.of("a2")).acknowledged();

        assertThat(history.violations(Map.of("a", "a2"))).isEmpty();
        assertThat(history.acknowledged()).isEqualTo(2);
    }

    @Test
    void findsALostWrite() {
        history.begin("a", Optional.of("a1")).acknowledged();
        history.begin("a", Optional.of("a2")).acknowledged();

        assertThat(history.violations(Map.of("a", "a1"))).containsExactly("key a has lost a later write than: a1");
        assertThat(history.violations(Map.of("a", "a0"))).hasSize(1);
        assertThat(history.violations(Map.of())).containsExactly("key a is lost");
    }

    @Test
    void findsADeletedRowAlive() {
        history.begin("a", Optional.empty()).acknowledged();

        assertThat(history.violations(Map.of("a", "a0"))).containsExactly("key a is alive after it was deleted: a0");
        assertThat(history.violations(Map.of())).isEmpty();
    }

    @Test
    void findsAValueFromNowhere() {
        assertThat(history.violations(Map.of("a", "a0", "b", "b1")))
                .containsExactly("key b has a value from nowhere: b1");
    }

    @Test
    void findsARefusedWriteThatWasStored() {
        history.begin("a", Optional.of("a1")).refused();

        assertThat(history.violations(Map.of("a", "a1"))).containsExactly("key a has a value from nowhere: a1");
        assertThat(history.violations(Map.of("a", "a0"))).isEmpty();
    }

    @Test
    void acceptsBothEndsOfAWriteOfUnknownFate() {
        history.begin("a", Optional.of("a1"));

        assertThat(history.violations(Map.of("a", "a1"))).isEmpty();
        assertThat(history.violations(Map.of("a", "a0"))).isEmpty();
        assertThat(history.violations(Map.of())).hasSize(1);
    }

    @Test
    void acceptsEitherOfTwoWritesThatOverlapped() {
        WriteHistory.Write first = history.begin("a", Optional.of("a1"));
        WriteHistory.Write second = history.begin("a", Optional.of("a2"));
        second.acknowledged();
        first.acknowledged();

        assertThat(history.violations(Map.of("a", "a1"))).isEmpty();
        assertThat(history.violations(Map.of("a", "a2"))).isEmpty();
    }
}
