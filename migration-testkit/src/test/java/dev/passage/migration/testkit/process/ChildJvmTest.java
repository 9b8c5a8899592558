package dev.passage.migration.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passage.migration.fault.FaultPoint;
import dev.passage.migration.testkit.fault.FaultAction;
import dev.passage.migration.testkit.fault.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capability T2: processes that are really killed. */
final class ChildJvmTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void keepsTheLastWordsOfAKilledChild() {
        Acknowledgements words = new Acknowledgements(folder.resolve("words"));
        try (ChildJvm child = start(Map.of())) {
            assertThat(child.awaitThat(() -> words.lines().size() > 10, LIMIT)).isTrue();

            child.kill();

            assertThat(child.exitCode()).isEqualTo(137);
            assertThat(words.lines()).contains("1", "10");
        }
    }

    @Test
    void freezesAndWakesTheChild() {
        Acknowledgements words = new Acknowledgements(folder.resolve("words"));
        try (ChildJvm child = start(Map.of())) {
            assertThat(child.awaitThat(() -> words.lines().size() > 10, LIMIT)).isTrue();

            child.freeze();
            assertThat(child.awaitEnd(Duration.ofMillis(50))).isFalse();
            int frozen = words.lines().size();
            assertThat(child.awaitEnd(Duration.ofMillis(100))).isFalse();

            assertThat(words.lines()).hasSize(frozen);
            child.wake();
            assertThat(child.awaitThat(() -> words.lines().size() > frozen, LIMIT))
                    .isTrue();
        }
    }

    @Test
    void haltsTheChildAtTheHitItWasToldOf() {
        try (ChildJvm child = start(Map.of(Faults.HALT_PROPERTY, "talker.spoke@3"))) {
            assertThat(child.awaitEnd(LIMIT)).as(child.output()).isTrue();

            assertThat(child.exitCode()).isEqualTo(FaultAction.HALTED);
            assertThat(new Acknowledgements(folder.resolve("words")).lines()).containsExactly("1", "2", "3");
        }
    }

    private ChildJvm start(Map<String, String> properties) {
        return ChildJvm.start(
                Talker.class,
                folder.resolve("output"),
                properties,
                List.of(folder.resolve("words").toString()));
    }

    /** A child that counts until it dies. */
    static final class Talker {

        private Talker() {}

        public static void main(String[] arguments) {
            Acknowledgements words = new Acknowledgements(Path.of(arguments[0]));
            FaultPoint spoke = FaultPoint.named("talker.spoke");
            try (Faults faults = Faults.installAsTold()) {
                for (int number = 1; faults.hits(spoke.name()) < 1_000_000; number++) {
                    words.add(Integer.toString(number));
                    spoke.reached();
                }
            }
        }
    }
}
