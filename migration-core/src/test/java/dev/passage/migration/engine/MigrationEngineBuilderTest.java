package dev.passage.migration.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.passage.migration.MigrationController;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine can be built with, and what it says to the rest (X2, H4). */
final class MigrationEngineBuilderTest {
    private final MigrationEngineBuilder builder = MigrationEngine.builder();

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void refusesANameOfNoOrTooManyCharacters(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.instance("n".repeat(length)))
                .withMessageContaining("1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099S", "PT1H0.001S"})
    void refusesALeaseTooShortOrTooLong(Duration duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.leaseDuration(duration))
                .withMessageContaining("100 ms to 1 hour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.009S", "PT1H0.001S"})
    void refusesToPollTooOftenOrTooSeldom(Duration interval) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.pollInterval(interval))
                .withMessageContaining("10 ms to 1 hour");
    }

    @Test
    void takesTheEndsOfEachRange() {
        assertThatCode(() -> builder.instance("n".repeat(100))
                        .leaseDuration(Duration.ofMillis(100))
                        .leaseDuration(Duration.ofHours(1))
                        .pollInterval(Duration.ofMillis(10))
                        .pollInterval(Duration.ofHours(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void wantsAJournal() {
        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("journal(...)");
    }

    @Test
    void doesNothingMoreOnceClosed() {
        EngineBench bench = new EngineBench();
        MigrationController engine = bench.engine(bench.simple());
        engine.close();

        assertThatIllegalStateException().isThrownBy(engine::recover).withMessageContaining("closed");
    }
}
